// Native dialogs, which keep the focus and give it back.

import { button, el, newId, show } from './dom.js';
import { t } from './text.js';
import { difference, problem } from './errors.js';

/** Opens a dialog and returns it with the function that closes it. `leave` says whether Esc and a click outside may. */
export function open(heading, content, leave = () => true) {
  const id = newId();
  const dialog = el('dialog', { 'aria-labelledby': id }, el('h2', { id }, heading), content);
  const before = document.activeElement;
  const close = () => {
    dialog.close();
    dialog.remove();
    before?.focus?.();
  };
  const asked = (event) => {
    event.preventDefault();
    if (leave()) {
      close();
    }
  };
  dialog.addEventListener('cancel', asked);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && outside(dialog, event)) {
      asked(event);
    }
  });
  // A browser closes a dialog without asking on the second Esc, and on the second gesture that goes back.
  dialog.addEventListener('close', () => {
    if (dialog.isConnected) {
      dialog.showModal();
      if (leave()) {
        close();
      }
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, close };
}

function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right
      || event.clientY < box.top || event.clientY > box.bottom;
}

/**
 * Asks for what a change needs and makes it. `act` gets the entity tag of what was shown; where another person was
 * faster, the difference is shown and the next attempt is made against what is shown then. `wrong` says what must be
 * typed otherwise before anything is sent.
 */
export function ask({ heading, fields, action, keep, danger, key, etag, act, done, wrong }) {
  const outcome = el('div', {});
  const confirm = el('button', { class: danger ? 'danger' : 'main' }, action);
  let tag = etag;
  let known = key;
  const submit = async (event) => {
    event.preventDefault();
    const refused = wrong?.();
    if (refused) {
      show(outcome, el('p', { class: 'problem', role: 'alert' }, refused));
      return;
    }
    confirm.disabled = true;
    show(outcome);
    try {
      const answer = await act(tag);
      opened.close();
      await done(answer);
    } catch (error) {
      if (error.status === 412 && error.key) {
        show(outcome, difference(known, error.key));
        tag = error.etag;
        known = error.key;
      } else {
        show(outcome, problem(error));
      }
      confirm.disabled = false;
      // A button that was disabled for a while has lost the focus.
      if (!opened.dialog.contains(document.activeElement)) {
        confirm.focus();
      }
    }
  };
  const form = el('form', { on: { submit } }, fields, outcome,
      el('div', { class: 'actions' }, confirm, button(keep ?? t('cancel'), () => opened.close())));
  const opened = open(heading, form);
  return opened;
}
