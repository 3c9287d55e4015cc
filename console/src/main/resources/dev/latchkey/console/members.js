// The controls for what can be given to a key and changed of it.

import { has } from './api.js';
import { button, el, field, newId, select, show } from './dom.js';
import { known, lifetimes, longest, seconds } from './policy.js';
import { duration, exact, t } from './text.js';

const MAX = 64;
const SHOWN = 100;
const PERMISSION = /^(?:\*|[A-Za-z0-9._-]+(?::[A-Za-z0-9._-]+)*(?::\*)?)$/;
const PERIODS = ['PT1S', 'PT1M', 'PT1H', 'P1D'];

/** Lines of a text, without blanks and empty ones. */
function lines(text) {
  return text.split(/[\n,]/).map((one) => one.trim()).filter(Boolean);
}

/**
 * Permissions out of those that the caller may grant and the policy knows: those without a pattern can be ticked, and
 * where there is a pattern others can be typed. Nothing is chosen until the reader chooses it.
 */
export function permissions(page, chosen, policy) {
  const grant = page.me().mayGrant;
  const granted = grant.filter((one) => !one.includes('*') && known(policy, one));
  const named = policy.permissions.filter((one) => !one.includes('*'));
  const listed = [...new Set([...named, ...granted, ...chosen])].sort();
  const typed = grant.some((one) => one.includes('*'));
  const selected = new Set(chosen);
  const count = el('p', { role: 'status', class: 'hint' });
  const boxes = el('div', { class: 'choices' });
  const find = el('input', { type: 'search', autocomplete: 'off' });
  const counted = () => {
    count.textContent = t('permissions.count', { n: selected.size, most: MAX });
    count.classList.toggle('problem', selected.size > MAX);
  };
  const draw = () => {
    const begins = find.value.trim();
    const matching = listed.filter((one) => one.includes(begins));
    show(boxes, matching.slice(0, SHOWN).map((one) => el('label', { class: 'choice' },
        el('input', {
          type: 'checkbox',
          value: one,
          checked: selected.has(one),
          on: {
            change: (event) => {
              if (event.target.checked) {
                selected.add(one);
              } else {
                selected.delete(one);
              }
              counted();
            },
          },
        }), one)),
    matching.length > SHOWN ? el('p', { class: 'hint' }, t('permissions.more', { n: matching.length - SHOWN })) : null);
    counted();
  };
  find.addEventListener('input', draw);
  const other = el('input', { autocomplete: 'off', spellcheck: 'false', maxlength: 100, translate: 'no' });
  const put = () => {
    const value = other.value.trim();
    const shaped = PERMISSION.test(value);
    other.setCustomValidity(shaped && known(policy, value) ? '' : t(shaped ? 'permissions.unknown' : 'permissions.shape'));
    const valid = other.reportValidity();
    if (valid && value) {
      if (!listed.includes(value)) {
        listed.push(value);
      }
      selected.add(value);
      other.value = '';
      draw();
    }
    return valid;
  };
  const unlisted = listed.length === 0;
  const shape = el('p', { class: 'hint', id: newId() }, t(unlisted ? 'permissions.unlisted' : 'permissions.shape'));
  other.setAttribute('aria-describedby', shape.id);
  other.addEventListener('input', () => other.setCustomValidity(''));
  other.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      put();
    }
  });
  draw();
  const made = el('fieldset', { class: 'permissions' }, el('legend', {}, t('fact.permissions')),
      el('p', { class: 'hint' }, grant.includes('*') ? t('permissions.all') : t('permissions.hint', { patterns: grant.join(', ') || t('none') })),
      listed.length > 10 ? field(t('permissions.find'), find) : null,
      boxes,
      typed ? [el('div', { class: 'row' }, field(t(unlisted ? 'permissions.one' : 'permissions.typed'), other), button(t('add'), put)), shape] : null,
      count);
  // What is typed and not added yet counts, or it would be lost.
  const complete = () => other.value.trim() === '' || put();
  return { made, complete, value: () => [...selected], ok: () => selected.size > 0 && selected.size <= MAX };
}

/** Networks, within those of the policy. */
export function networks(values, policy) {
  const area = el('textarea', { rows: 3, spellcheck: 'false', translate: 'no' });
  area.value = (values ?? []).join('\n');
  const within = policy.networks.join(', ');
  return {
    made: field(t('fact.networks'), area, within ? t('networks.within', { within }) : t('networks.hint')),
    value: () => lines(area.value),
  };
}

export function limits(values) {
  const rows = el('div', {});
  const row = (limit) => {
    const burst = el('input', { type: 'number', min: 1, required: true, value: limit?.burst ?? 60 });
    const tokens = el('input', { type: 'number', min: 1, required: true, value: limit?.tokens ?? 1 });
    const options = PERIODS.map((one) => [one, t(`every.${one}`)]);
    const known = !limit || PERIODS.includes(limit.period);
    const period = select(known ? options : [...options, [limit.period, limit.period]], limit?.period ?? 'PT1S');
    const made = el('div', { class: 'row' }, field(t('limits.burst'), burst), field(t('limits.tokens'), tokens),
        field(t('limits.period'), period), button(t('remove'), () => {
          made.remove();
          more.focus();
        }));
    made.read = () => ({ burst: Number(burst.value), tokens: Number(tokens.value), period: period.value });
    rows.append(made);
    return burst;
  };
  const more = button(t('limits.add'), () => row(null).focus());
  (values ?? []).forEach(row);
  return {
    made: el('fieldset', {}, el('legend', {}, t('fact.limits')), el('p', { class: 'hint' }, t('limits.hint')), rows, more),
    value: () => [...rows.children].map((one) => one.read()),
  };
}

/** Owner, tags and description, where the interface has them. */
export function labels(operation, key) {
  const made = {};
  if (has(operation, 'owner')) {
    made.owner = el('input', { autocomplete: 'off', value: key?.owner ?? '' });
  }
  if (has(operation, 'tags')) {
    made.tags = el('input', { autocomplete: 'off', value: (key?.tags ?? []).join(', ') });
  }
  if (has(operation, 'description')) {
    made.description = el('textarea', { rows: 2 });
    made.description.value = key?.description ?? '';
  }
  return {
    made: Object.entries(made).map(([name, control]) =>
      field(t(`fact.${name}`), control, name === 'tags' ? t('tags.hint') : null)),
    value: () => Object.fromEntries(Object.entries(made).map(([name, control]) =>
      [name, name === 'tags' ? lines(control.value) : control.value.trim() || null])),
  };
}

/** When a key expires: what is chosen already, and what the policy allows. */
export function expiry(at, chosen, policy) {
  const most = longest(policy);
  const last = Number.isFinite(most) ? new Date(Date.now() + most * 1000) : null;
  const date = el('input', {
    type: 'datetime-local',
    value: at ? local(at) : '',
    max: last && !(at && new Date(at) > last) ? local(last) : null,
  });
  const dated = field(t('expiry.date'), date, t('expiry.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }));
  const never = policy.neverExpires || chosen === 'never';
  const named = (one) => (one.startsWith('P') ? t('expiry.in', { time: duration(seconds(one)) }) : t(`expiry.${one}`));
  const choice = select([...lifetimes(policy), 'date', ...(never ? ['never'] : [])].map((one) => [one, named(one)]), chosen);
  const bound = last ? t('expiry.most', { time: duration(most) }) : null;
  const seen = () => {
    dated.hidden = choice.value !== 'date';
    date.required = choice.value === 'date';
  };
  choice.addEventListener('change', seen);
  seen();
  const instant = () => {
    if (choice.value === 'never') {
      return null;
    }
    if (choice.value === 'date') {
      return new Date(date.value).toISOString();
    }
    return new Date(Date.now() + seconds(choice.value) * 1000).toISOString();
  };
  return {
    made: [field(t('fact.expiresAt'), choice, bound), dated],
    value: instant,
    same: () => choice.value === 'date' && at && date.value === local(at),
    words: () => (choice.value === 'date' ? exact(date.value) : named(choice.value)),
    lifetime: () => (choice.value.startsWith('P') ? choice.value : null),
  };
}

function local(instant) {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
