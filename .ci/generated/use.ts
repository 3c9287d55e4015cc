// Walks a key's life with the client that openapi-generator makes for TypeScript: ADDRESS and TOKEN in the environment.
import { Configuration, ManagedKeysApi, ResponseError } from './client';

declare const process: { env: Record<string, string>; exitCode: number };

function check(fact: boolean, seen: unknown): void {
  if (!fact) {
    throw new Error(JSON.stringify(seen));
  }
}

async function main(): Promise<void> {
  const { ADDRESS, TOKEN } = process.env;
  const api = new ManagedKeysApi(new Configuration({ basePath: ADDRESS, apiKey: () => TOKEN }));
  const issued = await api.issueKey({
    issueKeyRequest: { tenant: 'acme', name: 'generated', permissions: ['messages:send'], owner: 'ops' },
  });
  const { id } = issued.key;
  check(issued.rawKey !== null && issued.key.status === 'active', issued);
  let key = await api.changeKey({
    id, changeKeyRequest: { name: 'renamed', tags: ['typescript'], expiresAt: new Date('2031-01-01T00:00:00Z') },
  });
  check(key.name === 'renamed' && key.owner === 'ops' && key.expiresAt?.getUTCFullYear() === 2031, key);
  const rotated = await api.rotateKey({ id, rotateKeyRequest: { mode: 'overlap', overlap: 'PT1H' } });
  check(rotated.rawKey !== issued.rawKey && rotated.key.rotation?.previous != null, rotated);
  key = await api.cancelRotation({ id, cancelRotationRequest: { _new: rotated.key.rotation?.secret.id } });
  check(key.rotation === null && key.secret.id === issued.key.secret.id, key);
  key = await api.suspendKey({ id, suspendKeyRequest: { reason: 'generated' } });
  check(key.status === 'suspended' && key.suspension?.reason === 'generated', key);
  const found = await api.listKeys({ tenant: 'acme', status: 'suspended', owner: 'ops', limit: 100 });
  check(found.data.some((one) => one.id === id), found);
  key = await api.revokeKey({ id });
  check(key.status === 'revoked' && key.revocation !== null, key);
  try {
    await api.rotateKey({ id, rotateKeyRequest: { mode: 'now' } });
    check(false, 'an ended key was rotated');
  } catch (error) {
    check(error instanceof ResponseError && error.response.status === 409, String(error));
  }
  console.log('TypeScript: a key was issued, changed, rotated, suspended, listed and revoked');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
