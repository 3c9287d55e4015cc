// The frame of the page: who is signed in, which tenant, which view. The view is in the address; no secret ever is.

import { configure, call, config, listen, offers } from './api.js';
import { add, button, el, newId, select, show, toHeading } from './dom.js';
import { load, t } from './text.js';
import { problem } from './errors.js';
import { listView } from './list.js';
import { keyView } from './key.js';
import { issueView } from './issue.js';
import { identifyView } from './identify.js';
import { defaultsView } from './defaults.js';
import { homeView } from './home.js';

const VIEWS = {
  home: [homeView, 'keys:read', 'GET summary'],
  keys: [listView, 'keys:read', 'GET keys'],
  key: [keyView, 'keys:read', 'GET keys/{id}'],
  issue: [issueView, 'keys:issue', 'POST keys'],
  defaults: [defaultsView, 'keys:read', 'GET resources'],
  identify: [identifyView, 'keys:read', 'POST keys/identify'],
};
const FRESH = 3_000;
const FEW = 50;
const IN_MENU = ['home', 'keys', 'defaults', 'identify', 'issue'];

const root = document.getElementById('console');
const main = el('main', { id: 'view' });
const menu = el('nav', {});
const notices = el('div', { class: 'notices', role: 'status' });
const chooser = el('div', { class: 'tenant' });
let me = null;
let current = null;
let last = null;
let turn = 0;
let drawn = 0;

/** What views know of the page that they are in. */
const page = {
  /** Tells whether the operator may do something that the interface offers. */
  may: (permission, operation) => me.may.includes(permission) && offers(operation),
  me: () => me,
  go,
  /** Goes to another state of the same view without a step in the history. */
  replace: (view, values) => {
    history.replaceState(null, '', link(view, values));
    current = location.hash;
  },
  link,
  again: () => draw(false),
  /** Says whose key is shown, where the address does not. */
  of: (owner) => {
    last = owner;
    drawMenu('key', owner);
    drawChooser('key', owner);
  },
  announce,
  title,
};

function link(view, values = {}) {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const query = new URLSearchParams(set).toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

function go(view, values) {
  location.hash = link(view, values);
}

function title(text) {
  document.title = `${text} · ${t('console')}`;
}

/** Says something to everyone, also to who hears the page. Who reads at the heading sees it above. */
function announce(text) {
  notice('said', text);
  if (document.activeElement.matches('h1')) {
    notices.scrollIntoView({ block: 'nearest' });
  }
}

function notice(kind, ...words) {
  const old = notices.querySelector(`[data-kind=${kind}]`);
  if (words.length > 0 && words[0]) {
    const box = old ?? el('div', { class: `notice ${kind}`, 'data-kind': kind });
    show(box, el('p', {}, words), button(t('dismiss'), () => notice(kind), { class: 'plain' }));
    add(notices, old ? null : box);
  } else if (old) {
    const inside = old.contains(document.activeElement);
    old.remove();
    if (inside) {
      toHeading();
    }
  }
}

function parsed() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { view: path || first(), values: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

function allowed(view) {
  const entry = VIEWS[view];
  return Boolean(entry) && page.may(entry[1], entry[2]);
}

function first() {
  return IN_MENU.find(allowed) ?? 'none';
}

function tenant(values) {
  last = values.tenant ?? last ?? me.tenants[0] ?? null;
  return last;
}

async function route() {
  if (location.hash === current) {
    return;
  }
  current = location.hash;
  await draw(true);
}

/** Draws the view that the address names. A view that was asked for earlier and comes later is not shown. */
async function draw(arrived) {
  turn += 1;
  const mine = turn;
  drawn = Date.now();
  const { view, values } = parsed();
  const chosen = tenant(values);
  drawMenu(view, chosen);
  drawChooser(view, chosen);
  if (!allowed(view)) {
    title(t('nothing.title'));
    show(main, el('h1', {}, t('nothing.title')), el('p', {}, t('nothing.text')));
    return;
  }
  if (chosen === null && view !== 'key' && view !== 'identify') {
    title(t('tenant.choose'));
    show(main, el('h1', {}, t('tenant.choose')), el('p', {}, t('tenant.hint')));
    return;
  }
  try {
    const made = await VIEWS[view][0](page, { ...values, tenant: values.tenant ?? (view === 'key' ? null : chosen) });
    if (mine !== turn) {
      return;
    }
    show(main, made);
  } catch (error) {
    if (mine !== turn) {
      return;
    }
    title(t('failed'));
    show(main, el('h1', {}, t('failed')), problem(error), button(t('retry'), () => draw(false)));
  }
  if (arrived) {
    notice('said');
    toHeading();
    scrollTo(0, 0);
  }
}

function drawMenu(view, chosen) {
  show(menu, el('ul', {}, IN_MENU.filter(allowed).map((name) => el('li', {},
      el('a', {
        href: link(name, { tenant: chosen }),
        'aria-current': name === view ? 'page' : null,
      }, t(`menu.${name}`))))));
}

function drawChooser(view, chosen) {
  if (me.tenants.length === 1 && !me.more) {
    show(chooser, el('span', {}, `${t('tenant')}: `, el('bdi', {}, me.tenants[0])));
    return;
  }
  const id = newId();
  const few = !me.more && me.tenants.length <= FEW && (chosen === null || me.tenants.includes(chosen));
  const input = few
    ? select(me.tenants.map((one) => [one, one]), chosen ?? me.tenants[0], { id })
    : el('input', { id, list: `${id}-all`, value: chosen ?? '', autocomplete: 'off', size: 16 });
  const known = few ? null : el('datalist', { id: `${id}-all` }, me.tenants.map((one) => el('option', { value: one })));
  const choose = (event) => {
    event.preventDefault();
    if (input.value) {
      go(view === 'key' || view === 'none' ? first() : view, { tenant: input.value });
    }
  };
  show(chooser, el('form', { on: { submit: choose } },
      el('label', { for: id }, t('tenant')), input, known, el('button', {}, t('tenant.show'))));
}

/** Where the host asks for its own login. What is typed stays, because nothing is loaded again. */
function signedOut() {
  if (me !== null) {
    notice('signed-out', `${t('signedOut')} `, signIn(null));
  }
}

function signIn(kind) {
  return config.signIn ? el('a', { href: config.signIn, class: kind }, t('signIn')) : t('signIn.how');
}

/** Others change keys too: what is shown is read again when the reader comes back, but never what is being typed. */
function returned() {
  const editing = document.querySelector('dialog[open], form[data-keep], :is(input, select, textarea):focus');
  if (document.visibilityState === 'visible' && Date.now() - drawn > FRESH && !editing) {
    draw(false);
  }
}

async function start() {
  show(root, notices);
  await configure();
  await load(config.languages);
  listen({
    waiting: (left) => notice('waiting', left > 0 ? t('waiting', { n: left }) : null),
    signedOut,
  });
  addEventListener('offline', () => notice('offline', t('offline')));
  addEventListener('online', () => notice('offline'));
  try {
    me = (await call('GET', 'me')).body;
  } catch (error) {
    document.title = t('console');
    add(root, error.code === 'SIGNED_OUT'
      ? el('main', {}, el('h1', {}, t('console')), el('p', {}, t('signIn.first')), el('p', {}, signIn('button main')))
      : el('main', {}, problem(error), button(t('retry'), () => location.reload())));
    return;
  }
  menu.setAttribute('aria-label', t('menu'));
  const skip = el('a', {
    class: 'skip',
    href: '#view',
    on: {
      click: (event) => {
        event.preventDefault();
        toHeading();
      },
    },
  }, t('skip'));
  show(root, skip,
      el('header', {}, el('p', { class: 'name' }, t('console')), chooser,
          el('p', { class: 'who' }, t('signedInAs'), ' ', el('bdi', {}, me.displayName))),
      menu, notices, main);
  addEventListener('hashchange', route);
  addEventListener('focus', returned);
  document.addEventListener('visibilitychange', returned);
  current = location.hash;
  await draw(false);
}

start();
