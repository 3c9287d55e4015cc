// What the host's policy lets keys be, so that forms offer nothing that is refused.

import { call } from './api.js';

const NONE = { permissions: [], networks: [], defaultLifetime: null, maxLifetime: null, neverExpires: true };
const LIFETIMES = ['P30D', 'P90D', 'P365D'];
const USUAL = 'P90D';
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Reads the policy of a scope. Where the interface does not tell it, nothing is known to be refused. */
export async function policyOf(page, tenant, resource) {
  return page.may('keys:read', 'GET policy') ? (await call('GET', 'policy', { query: { tenant, resource } })).body : NONE;
}

/** The seconds of a duration of days and below. */
export function seconds(duration) {
  const [, days = 0, hours = 0, minutes = 0, rest = 0] = DURATION.exec(duration);
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

/** The longest time that a key may live, in seconds. */
export function longest(policy) {
  return policy.maxLifetime ? seconds(policy.maxLifetime) : Infinity;
}

/** The lifetimes to choose from, as durations. */
export function lifetimes(policy) {
  const all = new Map([...LIFETIMES, policy.defaultLifetime, policy.maxLifetime].filter(Boolean)
      .map((one) => [seconds(one), one]));
  return [...all].sort(([one], [other]) => one - other).filter(([time]) => time <= longest(policy)).map(([, one]) => one);
}

/** The lifetime of a key for which none is chosen. Without a policy it is not for ever. */
export function usual(policy) {
  return policy.defaultLifetime ?? (seconds(USUAL) <= longest(policy) ? USUAL : policy.maxLifetime);
}

/** Tells whether the host knows a permission, or one that a pattern stands for. */
export function known(policy, pattern) {
  const names = policy.permissions;
  const begin = pattern.endsWith('*') ? pattern.slice(0, -1) : null;
  return names.length === 0 || names.some((one) => (begin === null ? one === pattern : one.startsWith(begin)));
}
