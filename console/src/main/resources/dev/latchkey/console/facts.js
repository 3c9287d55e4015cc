// What a key is, as pairs of a name and a text. The list, the key's page and the difference of two versions share it.

import { el } from './dom.js';
import { exact, has, named, number, t, when } from './text.js';

/** What the server keeps where no reason was typed. */
const NO_REASON = 'no reason given';

const PERIODS = { PT1S: 'second', PT1M: 'minute', PT1H: 'hour', PT24H: 'day', P1D: 'day' };

/** The beginning and the end of a secret. */
export function short(secret) {
  return secret.lastFour ? `${secret.prefix}…${secret.lastFour}` : `${secret.prefix}…`;
}

export function code(secret) {
  return el('code', { class: 'secret', translate: 'no' }, short(secret));
}

export function status(key) {
  return el('span', { class: `status ${key.status}` }, named('status', key.status));
}

export function limit(one) {
  const period = PERIODS[one.period];
  return t('limit', {
    burst: number(one.burst),
    tokens: number(one.tokens),
    period: period ? t(`period.${period}`) : one.period,
  });
}

function ended(what) {
  if (!what) {
    return t('no');
  }
  const because = what.cause && !(what.cause === 'operator' && what.by) ? cause(what.cause) : null;
  return [exact(what.at), because, what.by ? who(what.by) : null, what.reason ? why(what.reason) : null]
      .filter(Boolean).join(' · ');
}

/** The cause of a suspension in words. */
export function cause(name) {
  return named('cause', name.toLowerCase());
}

/** A reason as it was typed; that there is none in words. */
export function why(reason) {
  return reason === NO_REASON ? t('reason.none') : reason;
}

/**
 * When a secret was last used. Where none is known, the secret was never used if the key was not used since, or if uses
 * since are known to be of the other secret.
 */
export function lastUse(key, secret) {
  const since = (instant) => instant && new Date(instant) >= new Date(secret.createdAt);
  const all = [key.secret, key.rotation?.secret, key.rotation?.previous].filter(Boolean);
  const never = !since(key.lastUsedAt) || all.some((one) => since(one.lastUsedAt));
  return when(secret.lastUsedAt, t(never ? 'never' : 'useNotRecorded'));
}

/** An actor in words. */
export function who(actor) {
  return actor ? t(has(`actor.${actor.kind}`) ? `actor.${actor.kind}` : 'actor.unknown', { id: actor.id ?? '' }) : t('none');
}

/** Members that an interface may not have are left out. */
export function facts(key) {
  const list = (values, none) => (values?.length ? values.join(', ') : none);
  const at = (instant, none) => (instant ? exact(instant) : none);
  return [
    ['name', key.name],
    ['status', named('status', key.status)],
    ['scope', key.resource ?? t('scope.tenant')],
    ['slot', key.slot],
    ['permissions', list(key.permissions, t('none'))],
    ['networks', list(key.networks, t('networks.all'))],
    ['limits', list(key.limits?.map(limit), t('limits.host'))],
    ['owner', key.owner],
    ['tags', list(key.tags, key.tags ? t('none') : undefined)],
    ['description', key.description],
    ['createdAt', at(key.createdAt, t('none')), key.createdAt],
    ['createdBy', key.createdBy ? who(key.createdBy) : undefined],
    ['issuedBy', key.issuedBy],
    ['expiresAt', at(key.expiresAt, t('never')), key.expiresAt],
    ['lastUsedAt', at(key.lastUsedAt, t('neverUsed')), key.lastUsedAt],
    ['suspension', key.suspension ? ended(key.suspension) : undefined],
    ['revocation', key.revocation ? ended(key.revocation) : undefined],
    ['secret', short(key.secret)],
    ['rotation', key.rotation ? named('mode', key.rotation.mode) : t('no')],
  ].filter(([, text]) => text !== undefined && text !== null)
      .map(([name, text, instant]) => ({ name, text, instant }));
}

/** The facts as a list of descriptions. */
export function factList(key) {
  return el('dl', { class: 'facts' }, facts(key).filter((fact) => fact.name !== 'rotation').map((fact) =>
    el('div', {}, el('dt', {}, t(`fact.${fact.name}`)),
        el('dd', {}, fact.instant ? when(fact.instant) : el('bdi', {}, fact.text)))));
}
