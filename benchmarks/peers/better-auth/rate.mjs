// Verifications per second of better-auth's own verifyApiKey: rate.mjs <memory or PostgreSQL address> <connections>
//
// For each line of processes and milliseconds that it reads it prints verifications per second. One process has as many verifications in flight as there are
// connections; several share the connections. Its rate limit is off (it allows ten requests a day unless told) and its log says errors only; everything else
// is as it comes.

import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getMigrations } from 'better-auth/db/migration';
import { apiKey } from '@better-auth/api-key';
import pg from 'pg';

const KEYS = 100;

const [address, connections, part] = process.argv.slice(2);

function options() {
  const database =
    address === 'memory'
      ? memoryAdapter({ user: [], session: [], account: [], verification: [], apikey: [] })
      : new pg.Pool({ connectionString: address, max: Number(connections) });
  return {
    baseURL: 'http://127.0.0.1',
    secret: 'for benchmarks alone, for benchmarks alone',
    database,
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  };
}

async function issue(auth) {
  const email = `${process.pid}@example.com`;
  const { user } = await auth.api.signUpEmail({ body: { email, password: 'a long password', name: 'benchmark' } });
  const keys = [];
  for (let i = 0; i < KEYS; i++) {
    keys.push((await auth.api.createApiKey({ body: { userId: user.id, name: `key ${i}` } })).key);
  }
  return keys;
}

async function perSecond(auth, keys, millis) {
  const start = performance.now();
  const end = start + millis;
  let done = 0;
  async function loop() {
    while (performance.now() < end) {
      const { valid } = await auth.api.verifyApiKey({ body: { key: keys[Math.floor(Math.random() * KEYS)] } });
      if (!valid) {
        throw new Error('a good key is not accepted');
      }
      done++;
    }
  }
  await Promise.all(Array.from({ length: Number(connections) }, loop));
  return (done * 1000) / (performance.now() - start);
}

// The processes that measure, by how many there are: they live on, because they have to warm up.
const parts = new Map();

function started(count) {
  if (!parts.has(count)) {
    const each = String(Math.max(1, Math.floor(connections / count)));
    parts.set(count, Array.from({ length: count }, () => fork(process.argv[1], [address, each, 'part'])));
  }
  return parts.get(count);
}

function ask(child, millis) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`a process ended with status ${code}`));
    child.once('exit', ended);
    child.once('message', (rate) => {
      child.off('exit', ended);
      resolve(rate);
    });
    child.send(millis);
  });
}

if (part) {
  const auth = betterAuth(options());
  const keys = issue(auth);
  process.on('message', async (millis) => process.send(await perSecond(auth, await keys, millis)));
  process.on('disconnect', () => process.exit(0));
} else {
  if (address !== 'memory') {
    await (await getMigrations(options())).runMigrations();
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const [count, millis] = line.split(' ').map(Number);
    const rates = await Promise.all(started(count).map((child) => ask(child, millis)));
    console.log(`RATE ${rates.reduce((sum, rate) => sum + rate, 0)}`);
  }
  process.exit(0);
}
