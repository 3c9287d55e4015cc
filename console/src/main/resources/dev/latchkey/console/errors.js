// What went wrong, in words, where it happened.

import { el, scroller } from './dom.js';
import { has, t } from './text.js';
import { facts } from './facts.js';

/** The words for an error that is shown beside what was tried. */
export function problem(error) {
  if (!('status' in error)) {
    // A defect of this page: the browser's console has the rest.
    console.error(error);
    return el('p', { class: 'problem', role: 'alert' }, t('defect'));
  }
  const known = has(`problem.${error.code}`);
  return el('div', { class: 'problem', role: 'alert' },
      el('p', {}, known ? t(`problem.${error.code}`) : error.message),
      known && error.message && error.code !== 'OFFLINE' ? el('p', { class: 'detail' }, error.message) : null,
      error.wait ? el('p', {}, t('problem.wait', { n: error.wait })) : null,
      error.reauthentication ? el('p', {}, el('a', { href: address(error.reauthentication) }, t('reauthenticate'))) : null);
}

/** Only addresses of pages: the host's word is no script. */
function address(text) {
  const url = new URL(text, location.href);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '#';
}

/** What is different between the key that was shown and the key as it is now. */
export function difference(shown, present) {
  const before = new Map(facts(shown).map((fact) => [fact.name, fact]));
  const changed = facts(present).filter((fact) => fact.text !== before.get(fact.name)?.text);
  return el('div', { class: 'problem', role: 'alert' },
      el('p', {}, t('changed')),
      scroller(t('changed.what'), el('table', { class: 'difference' },
          el('thead', {}, el('tr', {}, [t('changed.what'), t('changed.before'), t('changed.now')]
              .map((text) => el('th', { scope: 'col' }, text)))),
          el('tbody', {}, changed.map((fact) => el('tr', {},
              el('th', { scope: 'row' }, t(`fact.${fact.name}`)),
              el('td', {}, el('bdi', {}, before.get(fact.name)?.text ?? t('none'))),
              el('td', {}, el('bdi', {}, fact.text))))))));
}
