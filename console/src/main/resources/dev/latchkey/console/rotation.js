// Rotation: a new secret, with or without a time in which both work.

import { call, newOnce } from './api.js';
import { button, el, field, radios, select } from './dom.js';
import { ask } from './dialog.js';
import { code, lastUse } from './facts.js';
import { seconds } from './policy.js';
import { duration, named, t, when } from './text.js';
import { showSecret } from './secret.js';

const OVERLAPS = ['PT1H', 'PT24H', 'P7D', 'P30D'];
const GRACES = ['PT0S', 'PT1H', 'P1D', 'P7D'];

function graces() {
  return GRACES.map((one) => [one, seconds(one) > 0 ? duration(seconds(one)) : t('grace.none')]);
}

/** Asks how, and shows the new secret. */
export function rotate(view) {
  const { key, path } = view;
  const once = newOnce();
  const modes = radios(t('rotate.mode'), 'mode', [
    ...OVERLAPS.map((one) => [one, t(`rotate.${one}`)]),
    ['first-use', t('rotate.first-use')],
    ['now', t('rotate.now')],
  ], 'P7D');
  const grace = select(graces(), 'P1D', { name: 'grace' });
  const graced = field(t('rotate.grace'), grace, t('rotate.grace.hint'));
  const chosen = () => modes.querySelector(':checked').value;
  const seen = () => {
    graced.hidden = chosen() !== 'first-use';
  };
  modes.addEventListener('change', seen);
  seen();
  ask({
    ...view,
    heading: t('action.title', { action: t('rotate'), name: key.name }),
    fields: [el('p', {}, t('rotate.text')), modes, graced],
    action: t('rotate'),
    act: (etag) => call('POST', `${path}/rotate`, { body: body(chosen(), grace.value), etag, once: `${once}${chosen()}` }),
    done: async (answer) => {
      if (answer.body.rawKey) {
        await showSecret(answer.body.rawKey, key, t('rotate.shown'));
      }
      await view.again(t('rotate.done'));
    },
  });
}

function body(mode, grace) {
  return mode === 'now' ? { mode } : mode === 'first-use' ? { mode, grace } : { mode: 'overlap', overlap: mode };
}

/** What is shown of a rotation that is under way. */
export function rotation(view) {
  const { page, key } = view;
  const under = key.rotation;
  if (!under) {
    return null;
  }
  const pending = !under.previous;
  const used = pending ? null : under.previous.lastUsedAt;
  const old = pending ? key.secret : under.previous;
  const warned = used && new Date(used) > new Date(under.startedAt);
  const row = (words, secret, end) => el('li', {}, el('strong', {}, words), ' ', code(secret), ' · ',
      t('fact.lastUsedAt'), ': ', lastUse(key, secret),
      end ? [' · ', t('rotation.until'), ' ', when(end)] : null);
  return el('section', { class: 'rotation' },
      el('h2', {}, t('rotation')),
      el('p', {}, pending ? t('rotation.pending') : named('mode', under.mode)),
      el('ul', {}, row(t('secret.new'), under.secret, under.lapsesAt), row(t('secret.previous'), old, under.previousUntil)),
      warned ? el('p', { class: 'warning', role: 'note' }, t('rotation.used')) : null,
      el('div', { class: 'actions' },
          button(t('refresh'), () => view.again(t('refresh.done'))),
          page.may('keys:rotate', 'POST keys/{id}/rotate/complete')
            ? button(t('complete'), () => complete(view)) : null,
          page.may('keys:rotate', 'POST keys/{id}/rotate/cancel')
            ? button(t('rotation.cancel'), () => cancel(view)) : null));
}

function complete(view) {
  const grace = select(graces(), 'PT0S');
  ask({
    ...view,
    heading: t('complete.title', { name: view.key.name }),
    fields: [el('p', {}, t('complete.text')), field(t('rotate.grace'), grace)],
    action: t('complete'),
    act: (etag) => call('POST', `${view.path}/rotate/complete`, {
      body: { new: view.key.rotation.secret.id, grace: grace.value },
      etag,
    }),
    done: () => view.again(t('complete.done')),
  });
}

function cancel(view) {
  const force = el('input', { type: 'checkbox' });
  ask({
    ...view,
    heading: t('cancelRotation.title', { name: view.key.name }),
    fields: [
      el('p', {}, t('cancelRotation.text')),
      el('label', { class: 'choice' }, force, t('cancelRotation.force')),
    ],
    action: t('rotation.cancel'),
    keep: t('cancelRotation.keep'),
    act: (etag) => call('POST', `${view.path}/rotate/cancel`, {
      body: { new: view.key.rotation.secret.id, force: force.checked },
      etag,
    }),
    done: () => view.again(t('cancelRotation.done')),
  });
}
