// Shows a secret once. It is in the document only while the dialog is open, and five minutes at most.

import { config } from './api.js';
import { button, el, field, show } from './dom.js';
import { open } from './dialog.js';
import { t } from './text.js';

const LONGEST = 5 * 60 * 1000;

/** Opens the dialog; resolves when it is closed. */
export function showSecret(rawKey, key, heading) {
  return new Promise((resolve) => {
    const input = el('input', {
      class: 'raw',
      readonly: true,
      autocomplete: 'off',
      spellcheck: 'false',
      translate: 'no',
      dir: 'ltr',
      size: 40,
    });
    input.value = rawKey;
    const said = el('p', { role: 'status', class: 'said' });
    const question = el('div', { class: 'question' });
    const finish = () => {
      clearTimeout(timer);
      removeEventListener('pagehide', finish);
      input.value = '';
      opened.close();
      resolve();
    };
    const asked = () => {
      const yes = button(t('secret.stored.yes'), finish, { class: 'main' });
      show(question, el('p', { role: 'alert' }, t(key.revealable ? 'secret.stored.revealable' : 'secret.stored')),
          el('div', { class: 'actions' }, yes,
              button(t('secret.stored.no'), () => {
                show(question);
                input.focus();
                input.select();
              })));
      yes.focus();
      return false;
    };
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(input.value);
        show(said, t('secret.copied'));
      } catch {
        // Without a clipboard, as where the page is not served by TLS, the reader copies by the keyboard.
        input.focus();
        input.select();
        show(said, t('secret.keys', { keys: /Mac|iPhone|iPad/.test(navigator.platform) ? 'Command+C' : 'Ctrl+C' }));
      }
    };
    const opened = open(heading, el('div', {},
        el('p', {}, t(key.revealable ? 'secret.store' : 'secret.once')),
        field(t('secret.label', { name: key.name }), input),
        el('div', { class: 'actions' }, button(t('secret.copy'), copy, { class: 'main' }),
            button(t('secret.done'), asked)),
        said,
        el('details', { open: true }, el('summary', {}, t('secret.try')),
            el('p', {}, t('secret.try.hint')),
            el('pre', { translate: 'no', dir: 'ltr', tabindex: '0' }, command())),
        question), asked);
    const timer = setTimeout(finish, LONGEST);
    addEventListener('pagehide', finish);
    input.focus();
    input.select();
    show(said, t('secret.shown'));
  });
}

/**
 * The key is read from the terminal and handed over by a pipe: it is in no history and no list of processes. All is one
 * line: of two lines that are pasted together, a shell would take the second one for the key.
 */
function command() {
  return "printf 'Key: '; read -rs API_KEY; echo; "
      + `printf '%s\\n' "${config.credential}$API_KEY" | curl -i -H @- ${location.origin}${config.example ?? '/'}`;
}
