// Verifications per second of better-auth's own verifyApiKey: rate.mjs <memory or PostgreSQL address> <connections> <processes>
//
// First one process with as many verifications in flight as there are connections, then as many processes, which share the connections. Its rate limit
// is off (it allows ten requests a day unless told) and its log says errors only; everything else is as it comes.

import { fork } from 'node:child_process';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getMigrations } from 'better-auth/db/migration';
import { apiKey } from '@better-auth/api-key';
import pg from 'pg';

const KEYS = 100;
const WARM_UP = 3000;
const MEASURED = 4000;

const [address, connections, processes, part] = process.argv.slice(2);

function open(inFlight) {
  const database =
    address === 'memory'
      ? memoryAdapter({ user: [], session: [], account: [], verification: [], apikey: [] })
      : new pg.Pool({ connectionString: address, max: inFlight });
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

async function perSecond(auth, keys, inFlight, millis) {
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
  await Promise.all(Array.from({ length: inFlight }, loop));
  return (done * 1000) / (performance.now() - start);
}

async function measure(inFlight) {
  const options = open(inFlight);
  const auth = betterAuth(options);
  const keys = await issue(auth);
  await perSecond(auth, keys, inFlight, WARM_UP);
  return perSecond(auth, keys, inFlight, MEASURED);
}

function child(inFlight) {
  return new Promise((resolve, reject) => {
    let rate;
    const forked = fork(process.argv[1], [address, String(inFlight), '1', 'part']);
    forked.on('message', (told) => (rate = told));
    forked.on('exit', (code) => (code === 0 ? resolve(rate) : reject(new Error(`exit status ${code}`))));
  });
}

if (part) {
  process.send(await measure(Number(connections)));
} else {
  if (address !== 'memory') {
    await (await getMigrations(open(1))).runMigrations();
  }
  console.log(`RATE 1 ${await child(Number(connections))}`);
  const each = Math.max(1, Math.floor(connections / processes));
  const rates = await Promise.all(Array.from({ length: Number(processes) }, () => child(each)));
  console.log(`RATE ${processes} ${rates.reduce((sum, rate) => sum + rate, 0)}`);
}
process.exit(0);
