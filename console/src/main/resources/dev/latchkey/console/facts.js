// What a key is, as pairs of a name and a text. The list, the key's page and the difference of two versions share it.

import { el } from './dom.js';
import { exact, number, t, when } from './text.js';

const PERIODS = { PT1S: 'second', PT1M: 'minute', PT1H: 'hour', PT24H: 'day', P1D: 'day' };

/** The beginning and the end of a secret. */
export function short(secret) {
  return secret.lastFour ? `${secret.prefix}…${secret.lastFour}` : `${secret.prefix}…`;
}

export function code(secret) {
  return el('code', { class: 'secret', translate: 'no' }, short(secret));
}

export function status(key) {
  return el('span', { class: `status ${key.status}` }, t(`status.${key.status}`));
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
  const cause = what.cause && !(what.cause === 'operator' && what.by) ? t(`cause.${what.cause}`) : null;
  return [exact(what.at), cause, what.by ? who(what.by) : null, what.reason].filter(Boolean).join(' · ');
}

/** An actor in words. */
export function who(actor) {
  return actor ? t(`actor.${actor.kind}`, { id: actor.id ?? '' }) : t('none');
}

/** Members that an interface may not have are left out. */
export function facts(key) {
  const list = (values, none) => (values?.length ? values.join(', ') : none);
  const at = (instant, none) => (instant ? exact(instant) : none);
  return [
    ['name', key.name],
    ['status', t(`status.${key.status}`)],
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
    ['rotation', key.rotation ? t(`mode.${key.rotation.mode}`) : t('no')],
  ].filter(([, text]) => text !== undefined && text !== null)
      .map(([name, text, instant]) => ({ name, text, instant }));
}

/** The facts as a list of descriptions. */
export function factList(key) {
  return el('dl', { class: 'facts' }, facts(key).filter((fact) => fact.name !== 'rotation').map((fact) =>
    el('div', {}, el('dt', {}, t(`fact.${fact.name}`)),
        el('dd', {}, fact.instant ? when(fact.instant) : el('bdi', {}, fact.text)))));
}
