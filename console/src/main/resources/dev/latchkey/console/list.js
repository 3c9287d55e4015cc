// The list of keys: filters and sort as the interface has them, one page in the document at a time.

import { call, offers, takes } from './api.js';
import { el, field, select, show } from './dom.js';
import { code, status } from './facts.js';
import { looksLikeKey } from './shape.js';
import { t, when } from './text.js';
import { bars } from './chart.js';

const LIST = 'GET keys';
const SEARCH = 'POST keys/search';
const PAGE = 100;
const STATUSES = ['', 'active', 'suspended', 'expired', 'revoked', 'all'];
const ROTATIONS = ['', 'pending', 'overlap', 'any'];
const BY = ['q', 'resource', 'owner', 'tag', 'permission', 'issuedBy'];
const SORTS = ['-created', 'created', 'name', '-name', 'expires', '-expires'];
const CREATED = ['-created', 'created'];
const OF_USE = 'usedBefore';
const SORTS_OF_USE = ['lastUsed', '-lastUsed'];
const DATES = {
  neverExpires: () => ({ neverExpires: 'true', sort: 'expires' }),
  expiring: () => ({ expiresAfter: day(0), expiresBefore: day(31), sort: 'expires' }),
  unused: () => ({ usedBefore: day(-90).slice(0, 10), sort: 'lastUsed' }),
  neverUsed: () => ({ neverUsed: 'true', sort: 'lastUsed' }),
};
const NEEDS = { neverExpires: 'neverExpires', expiring: 'expiresBefore', unused: 'usedBefore', neverUsed: 'neverUsed' };

/** The beginning of a day: a cursor belongs to one filter, so a filter must not change with each second. */
function day(ahead) {
  return `${new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
}

function filter(values) {
  const dates = values.dates && DATES[values.dates] ? DATES[values.dates]() : {};
  const by = BY.includes(values.by) && values.find ? { [values.by]: values.find } : {};
  return {
    tenant: values.tenant,
    status: values.status,
    rotation: values.rotation,
    ...by,
    ...(Object.keys(by).length === 0 || CREATED.includes(values.sort) ? { sort: values.sort } : {}),
    ...dates,
    limit: PAGE,
    cursor: values.cursor,
    usage: takes(LIST, 'usage') ? '30' : null,
  };
}

/** Names and owners belong in no access log: where the interface has a search, they are sent in a body. */
function read(values) {
  const asked = filter(values);
  if (!offers(SEARCH)) {
    return call('GET', 'keys', { query: asked });
  }
  const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
  for (const name of ['neverExpires', 'neverUsed']) {
    if (body[name]) {
      body[name] = true;
    }
  }
  if (body.usage) {
    body.usage = Number(body.usage);
  }
  return call('POST', 'keys/search', { body, reads: true });
}

export async function listView(page, values) {
  page.title(t('menu.keys'));
  const answer = (await read(values)).body;
  const keys = answer.data;
  const empty = answer.nextCursor ? 'list.empty.page' : 'list.empty';
  return el('div', {},
      el('h1', {}, t('menu.keys')),
      page.may('keys:issue', 'POST keys')
        ? el('p', {}, el('a', { class: 'button main', href: page.link('issue', { tenant: values.tenant }) }, t('menu.issue')))
        : null,
      filters(page, values),
      keys.length === 0 ? el('p', {}, t(empty)) : table(page, keys),
      pages(page, values, answer));
}

function pages(page, values, answer) {
  const { cursor, ...first } = values;
  return el('p', { class: 'pages' },
      el('span', {}, t('list.shown', { n: answer.data.length })),
      cursor ? el('a', { href: page.link('keys', first) }, t('list.first')) : null,
      answer.nextCursor
        ? el('a', { href: page.link('keys', { ...first, cursor: answer.nextCursor }) }, t('list.next'))
        : null);
}

function filters(page, values) {
  const controls = [];
  const choice = (name, options, words) => {
    const control = select(options.map((value) => [value, t(`${words}.${value || 'default'}`)]), values[name] ?? '', { name });
    controls.push(field(t(`filter.${name}`), control));
  };
  if (takes(LIST, 'status')) {
    choice('status', STATUSES, 'list.status');
  }
  if (takes(LIST, 'rotation')) {
    choice('rotation', takes(LIST, OF_USE) ? [...ROTATIONS, 'previous-used'] : ROTATIONS, 'list.rotation');
  }
  const dates = Object.keys(DATES).filter((one) => takes(LIST, NEEDS[one]));
  if (dates.length > 0) {
    choice('dates', ['', ...dates], 'list.dates');
  }
  if (takes(LIST, 'sort')) {
    choice('sort', takes(LIST, OF_USE) ? [...SORTS, ...SORTS_OF_USE] : SORTS, 'list.sort');
  }
  const by = BY.filter((one) => takes(LIST, one));
  if (by.length > 0) {
    choice('by', by, 'list.by');
    controls.push(field(t('filter.find'), el('input', { name: 'find', value: values.find ?? '', autocomplete: 'off' })));
  }
  const said = el('div', { role: 'status' });
  const submit = (event) => {
    event.preventDefault();
    const sent = Object.fromEntries(new FormData(form));
    if (looksLikeKey(sent.find ?? '')) {
      // Addresses are kept: a key has no place in one.
      form.elements.find.value = '';
      show(said, t('list.secret'), ' ', el('a', { href: page.link('identify') }, t('menu.identify')));
      return;
    }
    page.go('keys', { tenant: values.tenant, ...sent, by: sent.find ? sent.by : '' });
  };
  const form = el('form', { class: 'filters', on: { submit } }, controls, el('button', {}, t('list.filter')));
  return controls.length === 0 ? null : el('section', { 'aria-label': t('filters') }, form, said);
}

function table(page, keys) {
  const owner = keys.some((key) => 'owner' in key);
  const usage = keys.some((key) => Array.isArray(key.usage));
  const columns = [
    ['name', (key) => el('a', { href: page.link('key', { id: key.id }) }, el('bdi', {}, key.name))],
    ['secret', (key) => code(key.secret)],
    ['status', status],
    ['scope', (key) => el('bdi', {}, key.resource ?? t('scope.tenant'))],
    owner ? ['owner', (key) => el('bdi', {}, key.owner ?? t('none'))] : null,
    ['permissions', permissions],
    ['createdAt', (key) => when(key.createdAt)],
    ['lastUsedAt', (key) => when(key.lastUsedAt, t('neverUsed'))],
    ['expiresAt', (key) => when(key.expiresAt, t('never'))],
    usage ? ['usage', (key) => bars(key.usage)] : null,
  ].filter(Boolean);
  const heads = columns.map(([name]) => el('th', { scope: 'col', role: 'columnheader' }, t(`fact.${name}`)));
  const rows = keys.map((key) => el('tr', { role: 'row' }, columns.map(([name, cell], index) =>
    el(index === 0 ? 'th' : 'td', {
      scope: index === 0 ? 'row' : null,
      role: index === 0 ? 'rowheader' : 'cell',
      'data-label': t(`fact.${name}`),
    }, cell(key)))));
  return el('table', { class: 'keys', role: 'table' },
      el('caption', { class: 'away' }, t('menu.keys')),
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, heads)),
      el('tbody', { role: 'rowgroup' }, rows));
}

/** The number, and all of them on demand. */
function permissions(key) {
  if (key.permissions.length === 0) {
    return t('none');
  }
  const all = el('ul', {});
  return el('details', {
    on: {
      toggle: (event) => show(all, event.target.open ? key.permissions.map((one) => el('li', {}, one)) : []),
    },
  }, el('summary', {}, t('list.permissions', { n: key.permissions.length })), all);
}
