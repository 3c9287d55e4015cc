'use strict';

// Opens a database in a folder and serves it on a loopback port until standard input ends. Prints "READY port=<port>" once it does.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const [home, folder] = process.argv.slice(2);
const { open } = require(path.join(home, 'node_modules', '@0q', 'embedded-mongodb'));

async function main() {
  const engine = await open(folder);
  const server = net.createServer((client) => {
    const inner = net.connect(engine.socketPath);
    client.setNoDelay(true);
    client.on('error', () => inner.destroy());
    inner.on('error', () => client.destroy());
    client.pipe(inner);
    inner.pipe(client);
  });
  server.listen(0, '127.0.0.1', () => console.log(`READY port=${server.address().port}`));
  // The process that started this one holds the other end. When it ends, killed or not, nothing of this one is left:
  // this file lies in a folder that was made for this engine, with its data.
  process.stdin.resume();
  process.stdin.on('end', () =>
    engine.close().finally(() => {
      fs.rmSync(__dirname, { recursive: true, force: true });
      process.exit(0);
    }),
  );
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
