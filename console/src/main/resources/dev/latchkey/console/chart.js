// Use by day, as drawings whose sizes are attributes.

import { el, scroller, svg } from './dom.js';
import { day, number, t } from './text.js';

const KINDS = ['accepted', 'limited', 'refused'];
const HEIGHT = 120;
const WIDTH = 12;

function total(row) {
  return KINDS.reduce((sum, kind) => sum + (row[kind] ?? 0), 0);
}

/** A chart of days, and the same as a table for those who do not see it. */
export function chart(rows) {
  const most = Math.max(1, ...rows.map(total));
  const drawn = rows.map((row, index) => {
    let top = HEIGHT;
    return svg('g', {}, svg('title', {}, sentence(row)), KINDS.map((kind) => {
      const height = Math.round(((row[kind] ?? 0) / most) * HEIGHT);
      top -= height;
      return svg('rect', { class: kind, x: index * WIDTH + 1, y: top, width: WIDTH - 2, height });
    }));
  });
  return el('figure', { class: 'usage' },
      svg('svg', {
        viewBox: `0 0 ${Math.max(1, rows.length) * WIDTH} ${HEIGHT}`,
        role: 'img',
        'aria-label': t('usage.label', { n: rows.length }),
        preserveAspectRatio: 'none',
      }, drawn),
      el('figcaption', {}, KINDS.map((kind) => el('span', { class: `legend ${kind}` },
          `${t(`usage.${kind}`)}: ${number(rows.reduce((sum, row) => sum + (row[kind] ?? 0), 0))}`))),
      el('details', {}, el('summary', {}, t('usage.table')), scroller(t('usage.table'), el('table', {},
          el('thead', {}, el('tr', {}, ['day', ...KINDS].map((name) => el('th', { scope: 'col' }, t(`usage.${name}`))))),
          el('tbody', {}, rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, day(row.date)),
              KINDS.map((kind) => el('td', {}, number(row[kind] ?? 0))))))))));
}

/** A small bar for a row of a list. */
export function bars(rows) {
  const most = Math.max(1, ...rows.map(total));
  const sum = rows.reduce((all, row) => all + total(row), 0);
  return sum === 0 ? '0' : el('span', { class: 'bars' },
      svg('svg', { viewBox: `0 0 ${Math.max(1, rows.length) * 2} 20`, 'aria-hidden': 'true', preserveAspectRatio: 'none' },
          rows.map((row, index) => {
            const height = Math.round((total(row) / most) * 20);
            return svg('rect', { class: 'accepted', x: index * 2, y: 20 - height, width: 1.5, height });
          })),
      ` ${number(sum)}`);
}

function sentence(row) {
  return `${day(row.date)}: ${KINDS.map((kind) => `${t(`usage.${kind}`)} ${number(row[kind] ?? 0)}`).join(', ')}`;
}
