// Whose key is this? For a whole key that was found where it should not be.

import { call } from './api.js';
import { button, el, field, show } from './dom.js';
import { code, status } from './facts.js';
import { isKey } from './shape.js';
import { problem } from './errors.js';
import { t } from './text.js';

export async function identifyView(page, values) {
  page.title(t('menu.identify'));
  const raw = el('input', {
    type: 'password',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
    translate: 'no',
    size: 60,
  });
  const found = el('div', { role: 'status' });
  const send = async () => {
    const key = raw.value.trim();
    raw.value = '';
    try {
      const answer = (await call('POST', 'keys/identify', { body: { key } })).body;
      show(found, el('p', {}, t('identify.found')), el('p', {},
          el('a', { href: page.link('key', { id: answer.id }) }, el('bdi', {}, answer.name)), ' ',
          code(answer.secret), ' ', status(answer), ' · ', t('tenant'), ' ', el('bdi', {}, answer.tenant)),
      el('p', {}, t('identify.next')));
    } catch (error) {
      show(found, error.status === 404 ? el('p', {}, t('identify.none')) : problem(error));
    }
  };
  const submit = (event) => {
    event.preventDefault();
    if (isKey(raw.value.trim())) {
      send();
    } else {
      show(found, el('p', { class: 'problem' }, t('identify.checksum')), button(t('identify.anyway'), send));
    }
  };
  return el('div', {},
      el('h1', {}, t('menu.identify')),
      el('p', {}, t('identify.text')),
      el('form', { 'data-keep': true, on: { submit } }, field(t('identify.key'), raw, t('identify.hint')),
          el('div', { class: 'actions' }, el('button', { class: 'main' }, t('identify.ask')))),
      found);
}
