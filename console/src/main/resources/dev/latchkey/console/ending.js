// Ending a key: suspending is offered first, and revoking asks for a look at the key.

import { call } from './api.js';
import { button, el, field } from './dom.js';
import { ask } from './dialog.js';
import { t } from './text.js';

const LAST = 4;

/** A field for a reason. */
export function reason() {
  return field(t('reason'), el('input', { name: 'reason', maxlength: 500, autocomplete: 'off' }), t('reason.hint'));
}

/** The body that holds a reason, if there is one. */
export function text(why) {
  const value = why.querySelector('input').value.trim();
  return value ? { reason: value } : {};
}

export function revoke(view, suspend) {
  const { page, key, path } = view;
  const why = reason();
  const asked = key.secret.prefix.slice(-LAST);
  const typed = el('input', { autocomplete: 'off', spellcheck: 'false', maxlength: LAST, translate: 'no' });
  const offered = key.status === 'active' && page.may('keys:suspend', 'POST keys/{id}/suspend');
  const opened = ask({
    ...view,
    heading: t('action.title', { action: t('revoke'), name: key.name }),
    fields: [
      el('p', {}, t('revoke.text')),
      offered ? el('p', {}, t('revoke.suspend'), ' ', button(t('suspend'), () => {
        opened.close();
        suspend();
      })) : null,
      field(t('revoke.type'), typed, t('revoke.hint', { prefix: key.secret.prefix })),
      why,
    ],
    action: t('revoke'),
    danger: true,
    wrong: () => {
      const right = typed.value === asked;
      typed.setAttribute('aria-invalid', !right);
      if (!right) {
        typed.focus();
        typed.select();
      }
      return right ? null : t('revoke.wrong', { asked });
    },
    act: (etag) => call('POST', `${path}/revoke`, { body: text(why), etag }),
    done: () => view.again(t('revoke.done')),
  });
}
