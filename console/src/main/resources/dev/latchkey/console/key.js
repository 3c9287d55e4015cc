// The page of a key: what it is, its secrets, its use, its events, and what the reader may do with it.

import { call } from './api.js';
import { button, el, show, toHeading } from './dom.js';
import { ask } from './dialog.js';
import { code, factList, lastUse, status } from './facts.js';
import { t, when } from './text.js';
import { showSecret } from './secret.js';
import { rotate, rotation } from './rotation.js';
import { edit } from './edit.js';
import { chart } from './chart.js';
import { timeline } from './events.js';
import { problem } from './errors.js';
import { reason, revoke, text } from './ending.js';

export async function keyView(page, values) {
  const path = `keys/${encodeURIComponent(values.id ?? '')}`;
  const { body: key, etag } = await call('GET', path);
  page.title(key.name);
  page.of(key.tenant);
  const view = { page, key, etag, path, again: (said) => redraw(page, path, frame, said) };
  const frame = el('div', {});
  show(frame, contents(view));
  return frame;
}

async function redraw(page, path, frame, said) {
  const { body: key, etag } = await call('GET', path);
  const view = { page, key, etag, path, again: (more) => redraw(page, path, frame, more) };
  show(frame, contents(view));
  toHeading();
  page.announce(said);
}

function contents(view) {
  const { page, key, path } = view;
  return [
    el('p', {}, el('a', { href: page.link('keys', { tenant: key.tenant }) }, t('back'))),
    el('h1', {}, el('bdi', {}, key.name), ' ', status(key)),
    el('div', { class: 'actions', role: 'group', 'aria-label': t('actions') }, actions(view)),
    rotation(view),
    el('section', {}, el('h2', {}, t('facts')), factList(key)),
    el('section', {}, el('h2', {}, t('secrets')), secrets(key)),
    page.may('keys:read', 'GET keys/{id}/usage') ? usage(view) : null,
    page.may('keys:audit', 'GET keys/{id}/events') ? timeline(path) : null,
  ];
}

/** Only what the reader may do with a key in this state. */
function actions(view) {
  const { page, key } = view;
  const may = (permission, action, method = 'POST') =>
    page.may(permission, `${method} keys/{id}${action ? `/${action}` : ''}`);
  const alive = key.status === 'active' || key.status === 'suspended';
  const labels = may('keys:label', '', 'PATCH') || may('keys:change', '', 'PATCH');
  return [
    alive && labels ? button(t('edit'), () => edit(view)) : null,
    alive && !key.rotation && may('keys:rotate', 'rotate') ? button(t('rotate'), () => rotate(view)) : null,
    key.revealable && may('keys:reveal', 'reveal') ? button(t('reveal'), () => reveal(view)) : null,
    key.status === 'active' && may('keys:suspend', 'suspend') ? button(t('suspend'), () => suspend(view)) : null,
    key.status === 'suspended' && may('keys:suspend', 'resume') ? button(t('resume'), () => resume(view)) : null,
    key.status !== 'revoked' && may('keys:revoke', 'revoke')
      ? button(t('revoke'), () => revoke(view, () => suspend(view)), { class: 'danger' })
      : null,
  ];
}

function suspend(view) {
  const why = reason();
  ask({
    ...view,
    heading: t('action.title', { action: t('suspend'), name: view.key.name }),
    fields: [el('p', {}, t('suspend.text')), why],
    action: t('suspend'),
    act: (etag) => call('POST', `${view.path}/suspend`, { body: text(why), etag }),
    done: () => view.again(t('suspend.done')),
  });
}

function resume(view) {
  ask({
    ...view,
    heading: t('action.title', { action: t('resume'), name: view.key.name }),
    fields: [el('p', {}, t('resume.text'))],
    action: t('resume'),
    act: (etag) => call('POST', `${view.path}/resume`, { body: {}, etag }),
    done: () => view.again(t('resume.done')),
  });
}

function reveal(view) {
  ask({
    ...view,
    heading: t('action.title', { action: t('reveal'), name: view.key.name }),
    fields: [el('p', {}, t('reveal.text'))],
    action: t('reveal'),
    act: () => call('POST', `${view.path}/reveal`, { body: {} }),
    done: async (answer) => {
      await showSecret(answer.body.rawKey, view.key, t('reveal.shown'));
      await view.again(t('reveal.done'));
    },
  });
}

function secrets(key) {
  const pending = key.rotation && !key.rotation.previous ? key.rotation.secret : null;
  const all = [
    [t('secret.current'), key.secret],
    pending ? [t('secret.pending'), pending] : null,
    key.rotation?.previous ? [t('secret.previous'), key.rotation.previous] : null,
  ].filter(Boolean);
  return el('ul', { class: 'secrets' }, all.map(([role, secret]) => el('li', {},
      el('strong', {}, role), ' ', code(secret), ' · ', t('fact.createdAt'), ' ', when(secret.createdAt), ' · ',
      t('fact.lastUsedAt'), ': ', lastUse(key, secret))));
}

function usage(view) {
  const place = el('div', {}, t('loading'));
  const fill = async () => {
    try {
      const answer = await call('GET', `${view.path}/usage`, { query: { days: 30 } });
      show(place, chart(answer.body.data));
    } catch (error) {
      show(place, problem(error));
    }
  };
  fill();
  return el('section', {}, el('h2', {}, t('usage')), place);
}
