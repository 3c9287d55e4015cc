// The timeline of a key: what happened to it, who did it and why, in words.

import { call } from './api.js';
import { button, el, show } from './dom.js';
import { cause, limit, who, why } from './facts.js';
import { problem } from './errors.js';
import { exact, has, named, number, t, when } from './text.js';

const MOST = 300;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const UNTIL = /^(\S+), (previous|pending) until (\S+)$/;
const RATE = /^(\d+) (\d+)\/(\w+)$/;

const NEW = ['issued', 'imported'];

/** Those whose detail is a secret: of others it is a reason. */
const OF_SECRETS = [...NEW, 'rotated', 'promoted', 'rotation-completed', 'rotation-canceled', 'rehashed',
  'handle-changed', 'resealed', 'revealed', 'identified'];

/** What the absence of a member means. */
const ABSENT = { rates: 'limits.host', networks: 'networks.all', expiresAt: 'never', suspension: 'no' };

/** Shows the newest events first, more on demand, and never more in the document than one reads. */
export function timeline(path) {
  const list = el('ol', { class: 'events' });
  const more = el('p', {});
  const next = async (cursor) => {
    try {
      const answer = await call('GET', `${path}/events`, { query: { cursor } });
      const older = answer.body.data.map(event);
      list.append(...older);
      while (list.children.length > MOST) {
        list.firstElementChild.remove();
      }
      const following = answer.body.nextCursor;
      show(more, list.children.length === 0 ? t('events.none')
        : following ? button(t('events.more'), () => next(following)) : null);
      if (cursor) {
        older[0]?.setAttribute('tabindex', '-1');
        older[0]?.focus();
      }
    } catch (error) {
      show(more, problem(error));
    }
  };
  next(null);
  return el('section', {}, el('h2', {}, t('events')), list, more);
}

function event(one) {
  return el('li', {}, when(one.at), ' ', el('strong', {}, named('event', one.action)),
      one.count > 1 ? ` × ${number(one.count)}` : null,
      one.actor ? [' · ', el('bdi', {}, who(one.actor))] : null,
      one.address ? ` · ${one.address}` : null,
      one.detail && one.action !== 'limited' ? [' · ', el('bdi', {}, detail(one))] : null,
      one.changes.length > 0 ? el('ul', {}, one.changes.map((each) => change(each, one.action))) : null);
}

function detail({ action, detail: text }) {
  if (action === 'refused') {
    return named('refusal', text);
  }
  if (!OF_SECRETS.includes(action)) {
    return why(text);
  }
  const [, id, which, until] = UNTIL.exec(text) ?? [null, text];
  const secret = t('event.secret', { id: id.replace(' to ', ' → ') });
  return which ? `${secret}, ${t(`event.${which}`, { time: exact(until) })}` : secret;
}

/** A changed member. Of a new key there is no value before. */
function change({ member, before, after }, action) {
  const name = has(`fact.${member}`) ? t(`fact.${member}`) : member;
  const was = NEW.includes(action) ? null : [el('bdi', {}, said(member, before)), ' → '];
  return el('li', {}, `${name}: `, was, el('bdi', {}, said(member, after)));
}

/** The value of a member, as it is said elsewhere on the page. */
function said(member, value) {
  if (value === null || value === undefined) {
    return t(ABSENT[member] ?? 'none');
  }
  if (INSTANT.test(value)) {
    return exact(value);
  }
  if (member === 'scope') {
    return value === 'tenant' ? t('scope.tenant') : value.replace(/^resource /, '');
  }
  if (member === 'suspension') {
    const [, stopped, reason] = /^(\w+): (.*)$/.exec(value) ?? [];
    return stopped ? `${cause(stopped)} · ${why(reason)}` : value;
  }
  if (member === 'rates') {
    return value.split(',').map(rate).join(', ');
  }
  return ['permissions', 'networks', 'tags'].includes(member) ? value.split(',').join(', ') : value;
}

function rate(text) {
  const [, burst, tokens, period] = RATE.exec(text) ?? [];
  return period ? limit({ burst: Number(burst), tokens: Number(tokens), period }) : text;
}
