// The default keys of a tenant: one for each resource, and the tenant's own.

import { call, newOnce } from './api.js';
import { button, el, field, show } from './dom.js';
import { ask } from './dialog.js';
import { code } from './facts.js';
import { showSecret } from './secret.js';
import { looksLikeKey } from './shape.js';
import { t, when } from './text.js';

export async function defaultsView(page, { tenant, cursor, q }) {
  page.title(t('menu.defaults'));
  const answer = (await call('GET', 'resources', { query: { tenant, cursor, q } })).body;
  const own = { resource: null, displayName: t('defaults.own'), key: answer.own };
  const rows = (cursor || q ? [] : [own]).concat(answer.data);
  return el('div', {},
      el('h1', {}, t('menu.defaults')),
      find(page, tenant, q),
      el('table', { class: 'keys', role: 'table' },
          el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ['scope', 'secret', 'lastUsedAt', 'action']
              .map((name) => el('th', { scope: 'col', role: 'columnheader' }, t(`fact.${name}`))))),
          el('tbody', { role: 'rowgroup' }, rows.map((row) => line(page, tenant, row)))),
      el('p', { class: 'pages' },
          cursor ? el('a', { href: page.link('defaults', { tenant, q }) }, t('list.first')) : null,
          answer.nextCursor
            ? el('a', { href: page.link('defaults', { tenant, q, cursor: answer.nextCursor }) }, t('list.next'))
            : null));
}

/** Asks for the rows that begin as what is typed. */
function find(page, tenant, q) {
  const input = el('input', { name: 'q', value: q ?? '', maxlength: 100, autocomplete: 'off' });
  const said = el('div', { role: 'status' });
  const submit = (event) => {
    event.preventDefault();
    if (looksLikeKey(input.value)) {
      // Addresses are kept: a key has no place in one.
      input.value = '';
      show(said, t('list.secret'), ' ', el('a', { href: page.link('identify') }, t('menu.identify')));
      return;
    }
    page.go('defaults', { tenant, q: input.value.trim() });
  };
  return el('section', { 'aria-label': t('filters') },
      el('form', { class: 'filters', on: { submit } }, field(t('defaults.find'), input), el('button', {}, t('list.filter'))),
      said);
}

function line(page, tenant, row) {
  const cell = (name, ...content) => el('td', { role: 'cell', 'data-label': t(`fact.${name}`) }, content);
  const { key } = row;
  return el('tr', { role: 'row' },
      el('th', { scope: 'row', role: 'rowheader', 'data-label': t('fact.scope') },
          el('bdi', {}, row.displayName ?? row.resource)),
      cell('secret', key ? el('a', { href: page.link('key', { id: key.id }) }, code(key.secret)) : t('none')),
      cell('lastUsedAt', key ? when(key.lastUsedAt, t('neverUsed')) : t('none')),
      cell('action', page.may('keys:slots', 'POST slots/regenerate')
        ? button(t('regenerate'), () => regenerate(page, tenant, row)) : null));
}

function regenerate(page, tenant, row) {
  const once = newOnce();
  const name = row.displayName ?? row.resource;
  ask({
    heading: t('regenerate.title', { name }),
    fields: el('p', {}, t('regenerate.text')),
    action: t('regenerate'),
    danger: true,
    act: () => call('POST', 'slots/regenerate', { body: { tenant, resource: row.resource }, once }),
    done: async (answer) => {
      const raw = answer.body.rawKey ?? answer.body.key;
      if (typeof raw === 'string') {
        await showSecret(raw, { name }, t('rotate.shown'));
      }
      await page.again();
      page.announce(t('rotate.done'));
    },
  });
}
