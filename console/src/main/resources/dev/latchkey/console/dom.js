// Builds the document from elements and texts. No markup is ever parsed, so what a name holds is only ever shown.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element. Attributes that are null or false are left out; `on` holds listeners. */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** Makes an element of a drawing. */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  add(element, children);
  return element;
}

/** Appends elements and texts; null and false are left out. */
export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/** Replaces what is in an element. The focus stays where it was, or goes to the heading if that is there no more. */
export function show(element, ...children) {
  const focused = document.activeElement;
  const inside = element !== focused && element.contains(focused);
  const alike = () => [...element.querySelectorAll(focused.tagName)]
      .filter((one) => one.textContent === focused.textContent);
  const place = inside ? alike().indexOf(focused) : -1;
  element.replaceChildren();
  add(element, children);
  if (inside) {
    const same = alike()[place];
    same?.focus({ preventScroll: true });
    if (document.activeElement !== same) {
      toHeading(element);
    }
  }
}

/** Gives the focus to the heading of the section of an element, or of the view. */
export function toHeading(element) {
  const heading = (element?.closest('section:has(h2)') ?? document).querySelector('h1, h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

let ids = 0;

/** Returns an id that no other element has. */
export function newId() {
  ids += 1;
  return `i${ids}`;
}

/** A label with its control, and a hint that the control refers to. */
export function field(label, control, hint) {
  control.id ||= newId();
  const note = hint ? el('p', { class: 'hint', id: `${control.id}-hint` }, hint) : null;
  if (note) {
    control.setAttribute('aria-describedby', note.id);
  }
  return el('div', { class: 'field' }, el('label', { for: control.id }, label), control, note);
}

/** A list to choose from: pairs of value and text. */
export function select(options, chosen, attributes) {
  const made = el('select', attributes,
      options.map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
  return made;
}

/** A group of radio buttons: pairs of value and text. */
export function radios(legend, name, options, chosen) {
  return el('fieldset', {}, el('legend', {}, legend),
      options.map(([value, text]) => el('label', { class: 'choice' },
          el('input', { type: 'radio', name, value, checked: value === chosen, autofocus: value === chosen }), text)));
}

export function button(text, click, attributes) {
  return el('button', { type: 'button', on: { click }, ...attributes }, text);
}

/** A table that scrolls within its own frame where it is wider than the page. */
export function scroller(label, table) {
  return el('div', { class: 'scroller', role: 'region', 'aria-label': label, tabindex: '0' }, table);
}
