// The words of the page, and numbers and dates as the reader of the page writes them.

import { el } from './dom.js';

let words = {};
let fallback = {};
let language = 'en';

/** Chooses the first language of the browser that there are words for. */
export async function load(offered) {
  const wanted = navigator.languages ?? [navigator.language];
  const found = wanted.map((tag) => offered.find((one) => one.toLowerCase() === tag.toLowerCase())
      ?? offered.find((one) => one.split('-')[0] === tag.split('-')[0].toLowerCase())).find(Boolean);
  language = found ?? offered[0] ?? 'en';
  fallback = await bundle('en');
  words = language === 'en' ? fallback : await bundle(language);
  document.documentElement.lang = language;
}

async function bundle(tag) {
  const answer = await fetch(new URL(`${tag}.json`, import.meta.url));
  return answer.json();
}

/** Returns the words for a key. A number chooses among the plural forms that the words have. */
export function t(key, values = {}) {
  const form = 'n' in values ? `${key}.${new Intl.PluralRules(language).select(values.n)}` : key;
  const text = words[form] ?? words[key] ?? words[`${key}.other`]
      ?? fallback[form] ?? fallback[key] ?? fallback[`${key}.other`] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) =>
    name in values ? (typeof values[name] === 'number' ? number(values[name]) : String(values[name])) : all);
}

/** Tells whether there are words for a key. */
export function has(key) {
  return key in words || key in fallback;
}

/** The words for a constant of the server. One that only a newer server has is shown as words of its own. */
export function named(group, constant) {
  const key = `${group}.${constant}`;
  return has(key) ? t(key) : constant.replace(/[-_]+/g, ' ').toLowerCase();
}

export function number(value) {
  return new Intl.NumberFormat(numbers()).format(value);
}

/** The browser's own variant of the language, such as en-GB for en. */
function numbers() {
  const variant = (navigator.languages ?? []).find((tag) => tag.split('-')[0] === language.split('-')[0]);
  return variant ?? language;
}

/** A length of time, in the largest unit that it is a whole number of. */
export function duration(seconds) {
  const [unit, size] = [['day', 86_400], ['hour', 3600], ['minute', 60]].find(([, one]) => seconds % one === 0)
      ?? ['second', 1];
  return new Intl.NumberFormat(numbers(), { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

export function exact(instant) {
  return new Intl.DateTimeFormat(numbers(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant));
}

export function day(date) {
  return new Intl.DateTimeFormat(numbers(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
}

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60]];

function relative(instant) {
  const seconds = (new Date(instant).getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(numbers(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** A time: relative to be read, exact for a pointer and for screen readers. */
export function when(instant, none) {
  if (!instant) {
    return none ?? t('none');
  }
  const words = exact(instant);
  return el('time', { datetime: instant, title: words }, relative(instant),
      el('span', { class: 'away' }, ` (${words})`));
}
