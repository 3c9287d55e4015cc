// Issues a key: a form, a summary, and the secret once.

import { call, has, newOnce, offers } from './api.js';
import { el, field, newId, show } from './dom.js';
import { ask } from './dialog.js';
import { limit } from './facts.js';
import { problem } from './errors.js';
import { expiry, labels, limits, networks, permissions } from './members.js';
import { policyOf, usual } from './policy.js';
import { showSecret } from './secret.js';
import { t } from './text.js';

const ISSUE = 'POST keys';

export async function issueView(page, { tenant }) {
  page.title(t('menu.issue'));
  const name = el('input', { required: true, maxlength: 100, autocomplete: 'off' });
  const resource = el('input', { autocomplete: 'off', maxlength: 128 });
  const scope = field(t('fact.scope'), resource, t('scope.hint'));
  if (offers('GET resources')) {
    suggest(resource, scope, tenant);
  }
  const bound = el('div', {});
  const further = el('div', {});
  const unknown = el('div', {});
  let policy;
  let allowed;
  let until;
  let from;
  const draw = (told) => {
    policy = told;
    allowed = permissions(page, allowed?.value() ?? [], policy);
    until = expiry(null, usual(policy), policy);
    from = networks(policy.networks, policy);
    show(bound, allowed.made, until.made);
    show(further, from.made);
  };
  draw(await policyOf(page, tenant));
  // A host may have another policy for a resource. What it does not bound differently stays as it was typed.
  resource.addEventListener('change', async () => {
    show(unknown);
    try {
      const told = await policyOf(page, tenant, resource.value.trim());
      if (JSON.stringify(told) !== JSON.stringify(policy)) {
        draw(told);
      }
    } catch (error) {
      show(unknown, problem(error));
    }
  });
  const rates = limits([]);
  const words = labels(ISSUE, null);
  const missing = el('p', { role: 'alert', class: 'problem', hidden: true });
  const spec = () => ({
    tenant,
    name: name.value.trim(),
    ...(resource.value.trim() ? { resource: resource.value.trim() } : {}),
    permissions: allowed.value(),
    ...(until.lifetime() ? { lifetime: until.lifetime() } : { expiresAt: until.value() }),
    networks: from.value(),
    limits: rates.value(),
    ...words.value(),
  });
  const submit = (event) => {
    event.preventDefault();
    if (!allowed.complete()) {
      return;
    }
    missing.hidden = allowed.ok();
    if (allowed.ok()) {
      summary(page, spec(), until.words(), policy);
    } else {
      show(missing, t('permissions.choose'));
    }
  };
  return el('form', { 'data-keep': true, on: { submit } },
      el('h1', {}, t('menu.issue')),
      field(t('fact.name'), name, t('name.hint')),
      scope, unknown, bound,
      el('details', {}, el('summary', {}, t('issue.more')), further, rates.made, words.made),
      missing,
      el('div', { class: 'actions' }, el('button', { class: 'main' }, t('issue.check'))));
}

/** Offers the resources that begin as what is typed. */
function suggest(input, place, tenant) {
  const list = el('datalist', { id: newId() });
  input.setAttribute('list', list.id);
  place.append(list);
  let turn = 0;
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const found = (await call('GET', 'resources', { query: { tenant, q: input.value } })).body.data;
    if (mine === turn) {
      show(list, found.slice(0, 100).map((one) => el('option', { value: one.resource }, one.displayName)));
    }
  };
  const quietly = () => ask().catch(() => show(list));
  input.addEventListener('input', quietly);
  quietly();
}

function summary(page, spec, expires, policy) {
  const once = newOnce();
  const rows = [
    ['name', spec.name],
    ['tenant', spec.tenant],
    ['scope', spec.resource ?? t('scope.tenant')],
    ['permissions', spec.permissions.join(', ')],
    ['expiresAt', expires],
    ['networks', (spec.networks.length ? spec.networks : policy.networks).join(', ') || t('networks.all')],
    ['limits', spec.limits.map(limit).join(', ') || t('limits.host')],
    has(ISSUE, 'owner') ? ['owner', spec.owner ?? t('none')] : null,
    has(ISSUE, 'tags') ? ['tags', spec.tags.join(', ') || t('none')] : null,
  ].filter(Boolean);
  const known = Object.fromEntries(Object.entries(spec).filter(([member]) => has(ISSUE, member)));
  ask({
    heading: t('issue.summary'),
    fields: el('dl', { class: 'facts' }, rows.map(([fact, text]) =>
      el('div', {}, el('dt', {}, t(`fact.${fact}`)), el('dd', {}, el('bdi', {}, text))))),
    action: t('issue'),
    act: () => call('POST', 'keys', { body: known, once }),
    done: async (answer) => {
      const { key, rawKey } = answer.body;
      if (rawKey) {
        await showSecret(rawKey, key, t('issue.shown'));
      }
      page.go('key', { id: key.id });
    },
  });
}
