// Asks the managed-keys interface. What its host has chosen (names, case, operations) is in config.json.

const CONSOLE = new URL('../', import.meta.url);
const BASE = new URL('../', CONSOLE);
const ATTEMPTS = 4;

/** What the host has chosen. */
export let config = null;

/** Reads what the host has chosen. */
export async function configure() {
  const answer = await fetch(new URL('config.json', CONSOLE), { cache: 'no-store' });
  config = await answer.json();
  return config;
}

/** An answer that is no success. `key` is the present key of a 412. */
export class Problem extends Error {
  constructor(status, code, detail, more) {
    super(detail);
    this.status = status;
    this.code = code;
    Object.assign(this, more);
  }
}

/** Tells whether the interface has an operation, such as `POST keys/identify`. */
export function offers(operation) {
  return operation in config.operations;
}

/** Tells whether an operation takes a parameter in its query, in camel case. */
export function takes(operation, parameter) {
  return offers(operation) && config.operations[operation].parameters.includes(outward(parameter));
}

/** Tells whether the body of an operation takes a member, in camel case. */
export function has(operation, member) {
  return offers(operation) && config.operations[operation].members.includes(outward(member));
}

const listeners = { waiting: () => {}, signedOut: () => {} };

/** Sets who hears that a request waits, and that nobody is signed in. */
export function listen(heard) {
  Object.assign(listeners, heard);
}

/** Sends a request and returns `{ body, etag, replayed }`. `reads` says that a POST changes nothing. */
export async function call(method, path, { query, body, etag, once, type, reads } = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      url.searchParams.set(outward(name), value);
    }
  }
  const headers = { Accept: 'application/json' };
  const changes = method !== 'GET';
  if (changes) {
    headers['Latchkey-Csrf'] = '1';
    Object.assign(headers, hostToken());
  }
  if (etag) {
    headers['If-Match'] = etag;
  }
  if (once) {
    headers['Idempotency-Key'] = once;
  }
  const request = { method, headers, redirect: 'manual', cache: 'no-store', credentials: 'same-origin' };
  if (body !== undefined) {
    headers['Content-Type'] = type ?? 'application/json';
    request.body = JSON.stringify(renamed(body, outward));
  }
  return send(url, request, changes && !once && !reads ? 1 : ATTEMPTS);
}

/** Where the interface asks to wait, reads and what is done only once are sent again. */
async function send(url, request, attempts) {
  const answer = await reach(url, request);
  if (answer.type === 'opaqueredirect' || answer.status === 401) {
    throw signedOut();
  }
  const words = await read(answer);
  if (answer.ok) {
    return {
      body: words,
      etag: answer.headers.get('ETag'),
      replayed: answer.headers.get('Idempotent-Replayed') === 'true',
    };
  }
  const wait = seconds(answer.headers.get('Retry-After'));
  if ((answer.status === 429 || answer.status === 503) && attempts > 1) {
    await waited(Math.min(wait ?? 5, 60));
    return send(url, request, attempts - 1);
  }
  throw problem(answer, words, wait);
}

async function reach(url, request) {
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw new Problem(0, 'OFFLINE', String(cause), {});
  }
}

/** A page of a login in front of the interface is no JSON. */
async function read(answer) {
  if (!/[/+]json\b/i.test(answer.headers.get('Content-Type') ?? '')) {
    if (answer.ok || answer.status < 500) {
      throw signedOut();
    }
    return {};
  }
  return renamed(await answer.json(), inward);
}

function signedOut() {
  listeners.signedOut();
  return new Problem(401, 'SIGNED_OUT', '', {});
}

/** Reads each of the three styles of errors. */
function problem(answer, words, wait) {
  const inner = typeof words.error === 'object' && words.error !== null ? words.error : words;
  const details = inner.details ? Object.entries(inner.details).map(([name, text]) => `${name}: ${text}`) : [];
  const said = inner.detail ?? inner.message ?? (typeof words.error === 'string' ? words.error : answer.statusText);
  return new Problem(answer.status, String(inner.code ?? '').toUpperCase(), [said, ...details].join(' · '), {
    key: inner.key,
    rotation: inner.rotation,
    reauthentication: inner.reauthentication,
    etag: answer.headers.get('ETag'),
    wait,
  });
}

function seconds(text) {
  return /^\d+$/.test(text ?? '') ? Number(text) : null;
}

async function waited(left) {
  for (let rest = left; rest > 0; rest -= 1) {
    listeners.waiting(rest);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  listeners.waiting(0);
}

/** The token of the host's own protection against requests of other sites, where it has one. */
function hostToken() {
  const cookie = document.cookie.split('; ').find((one) => one.startsWith('XSRF-TOKEN='));
  if (cookie) {
    return { 'X-XSRF-TOKEN': decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) };
  }
  const token = document.querySelector('meta[name=_csrf]');
  const header = document.querySelector('meta[name=_csrf_header]');
  return token && header ? { [header.content]: token.content } : {};
}

/** The name on the wire. */
function outward(name) {
  if (name === 'resource') {
    return config.resource;
  }
  return config.snakeCase ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
}

function inward(name) {
  if (name === config.resource) {
    return 'resource';
  }
  return config.snakeCase ? name.replace(/_([a-z])/g, (all, letter) => letter.toUpperCase()) : name;
}

function renamed(value, rename) {
  if (Array.isArray(value)) {
    return value.map((one) => renamed(one, rename));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [rename(name), renamed(one, rename)]));
}

/** A new idempotency key. */
export function newOnce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
}
