// What needs a look, as cards that open the list with that filter.

import { call } from './api.js';
import { el } from './dom.js';
import { number, t } from './text.js';

const CARDS = {
  active: { status: 'active' },
  neverExpires: { dates: 'neverExpires' },
  unused: { dates: 'unused' },
  expiring: { dates: 'expiring' },
  previousStillUsed: { rotation: 'previous-used' },
  everyPermission: { by: 'permission', find: '*' },
  suspended: { status: 'suspended' },
  inactive: { status: 'expired,revoked' },
};

export async function homeView(page, { tenant }) {
  page.title(t('menu.home'));
  const summary = (await call('GET', 'summary', { query: { tenant } })).body;
  return el('div', {},
      el('h1', {}, t('menu.home')),
      el('ul', { class: 'cards' }, Object.entries(CARDS).filter(([name]) => summary[name]).map(([name, values]) =>
        el('li', {}, el('a', { href: page.link('keys', { tenant, ...values }) },
            el('span', { class: 'count' }, number(summary[name].count) + (summary[name].more ? '+' : '')), ' ',
            el('span', {}, t(`card.${name}`)))))));
}
