// Changes of a key: only what is different is sent.

import { call, has } from './api.js';
import { el, field } from './dom.js';
import { ask } from './dialog.js';
import { expiry, labels, limits, networks, permissions } from './members.js';
import { policyOf } from './policy.js';
import { t } from './text.js';

const CHANGE = 'PATCH keys/{id}';

export async function edit(view) {
  const { page, key, path } = view;
  const labelling = page.may('keys:label', CHANGE);
  const changing = page.may('keys:change', CHANGE);
  const name = el('input', { required: true, maxlength: 100, autocomplete: 'off', value: key.name });
  const words = labels(CHANGE, key);
  const policy = await policyOf(page, key.tenant, key.resource);
  const allowed = permissions(page, key.permissions, policy);
  const from = networks(key.networks, policy);
  const rates = limits(key.limits);
  const until = expiry(key.expiresAt, key.expiresAt ? 'date' : 'never', policy);
  const patch = () => {
    const all = {
      ...(labelling ? { name: name.value.trim(), ...words.value() } : {}),
      ...(changing
        ? {
          permissions: allowed.value().sort(),
          networks: from.value(),
          limits: rates.value(),
          ...(until.same() ? {} : { expiresAt: until.value() }),
        }
        : {}),
    };
    return Object.fromEntries(Object.entries(all)
        .filter(([member, value]) => has(CHANGE, member) && text(value) !== text(key[member])));
  };
  ask({
    ...view,
    heading: t('action.title', { action: t('edit'), name: key.name }),
    fields: [
      labelling ? [field(t('fact.name'), name), words.made] : null,
      changing ? [allowed.made, until.made, from.made, rates.made] : null,
    ],
    action: t('save'),
    act: (etag) => call('PATCH', path, { body: patch(), etag, type: 'application/merge-patch+json' }),
    done: () => view.again(t('edit.done')),
  });
}

function text(value) {
  const set = Array.isArray(value) && typeof value[0] === 'string' ? [...value].sort() : value;
  return JSON.stringify(set === undefined || set?.length === 0 ? null : set);
}
