// The page of a key: what it is, its secrets, its use, its events, and what the reader may do with it.

import { call } from './api.js';
import { button, el, show } from './dom.js';
import { ask } from './dialog.js';
import { code, factList, status, who } from './facts.js';
import { exact, has, number, t, when } from './text.js';
import { showSecret } from './secret.js';
import { rotate, rotation } from './rotation.js';
import { edit } from './edit.js';
import { chart } from './chart.js';
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
  frame.querySelector('h1').focus();
  page.announce(said);
}

function contents(view) {
  const { page, key } = view;
  return [
    el('p', {}, el('a', { href: page.link('keys', { tenant: key.tenant }) }, t('back'))),
    el('h1', { tabindex: '-1' }, el('bdi', {}, key.name), ' ', status(key)),
    el('div', { class: 'actions', role: 'group', 'aria-label': t('actions') }, actions(view)),
    rotation(view),
    el('section', {}, el('h2', {}, t('facts')), factList(key)),
    el('section', {}, el('h2', {}, t('secrets')), secrets(key)),
    page.may('keys:read', 'GET keys/{id}/usage') ? usage(view) : null,
    page.may('keys:audit', 'GET keys/{id}/events') ? timeline(view) : null,
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
    heading: t('suspend.title', { name: view.key.name }),
    fields: [el('p', {}, t('suspend.text')), why],
    action: t('suspend'),
    act: (etag) => call('POST', `${view.path}/suspend`, { body: text(why), etag }),
    done: () => view.again(t('suspend.done')),
  });
}

function resume(view) {
  ask({
    ...view,
    heading: t('resume.title', { name: view.key.name }),
    fields: [el('p', {}, t('resume.text'))],
    action: t('resume'),
    act: (etag) => call('POST', `${view.path}/resume`, { body: {}, etag }),
    done: () => view.again(t('resume.done')),
  });
}

function reveal(view) {
  ask({
    ...view,
    heading: t('reveal.title', { name: view.key.name }),
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
      t('fact.lastUsedAt'), ' ', when(secret.lastUsedAt, t('unknownOrNever')))));
}

function usage(view) {
  const place = el('div', {}, t('loading'));
  fill(place, async () => {
    const answer = await call('GET', `${view.path}/usage`, { query: { days: 30 } });
    return chart(answer.body.data);
  });
  return el('section', {}, el('h2', {}, t('usage')), place);
}

async function fill(place, made) {
  try {
    show(place, await made());
  } catch (error) {
    show(place, problem(error));
  }
}

const EVENTS = 300;

/** The newest events first, more on demand, and never more in the document than one reads. */
function timeline(view) {
  const list = el('ol', { class: 'events' });
  const more = el('p', {});
  const place = el('div', {}, list, more);
  const next = (cursor) => fill(more, async () => {
    const answer = await call('GET', `${view.path}/events`, { query: { cursor } });
    list.append(...answer.body.data.map(event));
    while (list.children.length > EVENTS) {
      list.firstElementChild.remove();
    }
    if (list.children.length === 0) {
      return t('events.none');
    }
    return answer.body.nextCursor ? button(t('events.more'), () => next(answer.body.nextCursor)) : null;
  });
  next(null);
  return el('section', {}, el('h2', {}, t('events')), place);
}

function event(one) {
  const known = has(`event.${one.action}`);
  return el('li', {}, when(one.at), ' ', el('strong', {}, known ? t(`event.${one.action}`) : one.action),
      one.count > 1 ? ` × ${number(one.count)}` : null,
      one.actor ? [' · ', el('bdi', {}, who(one.actor))] : null,
      one.address ? ` · ${one.address}` : null,
      one.detail ? [' · ', el('bdi', {}, one.detail)] : null,
      one.changes.length > 0 ? el('ul', {}, one.changes.map(change)) : null);
}

function change(one) {
  const name = has(`fact.${one.member}`) ? t(`fact.${one.member}`) : one.member;
  return el('li', {}, `${name}: `, el('bdi', {}, said(one.before)), ' → ', el('bdi', {}, said(one.after)));
}

/** The value of a member, a time as the reader of the page writes it. */
function said(value) {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value ?? '') ? exact(value) : value ?? t('none');
}
