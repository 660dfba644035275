// Runs the tests of test/contract against moto, an independent implementation of Kinesis and S3.
// Requires moto_server 5.2.1: pip install 'moto[server]==5.2.1'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Longest time for moto to start, in milliseconds. */
const maxStartMillis = 60_000;

const port = await findFreePort();
const endpoint = `http://127.0.0.1:${port}`;
const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
try {
  await Promise.race([waitForResponse(endpoint), failOnExit(moto)]);
  process.exitCode = await runContract();
} finally {
  moto.kill();
}

async function runContract() {
  const jest = spawn('npx', ['jest', '-c', '../../jest.config.mjs', '--rootDir', '.', 'test/contract'], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    env: { ...process.env, CONTRACT_ENDPOINT: endpoint, CONTRACT_SUBJECT: 'moto' },
  });
  await once(jest, 'exit');
  return jest.exitCode ?? 1;
}

/** @param {string} url */
async function waitForResponse(url) {
  const deadline = Date.now() + maxStartMillis;
  for (;;) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (Date.now() > deadline) throw new Error(`moto_server did not start within ${maxStartMillis} ms.`);
    await delay(100);
  }
}

/** @param {import('node:child_process').ChildProcess} child */
async function failOnExit(child) {
  await once(child, 'exit').catch(() => undefined);
  throw new Error("moto_server exited. Install it: pip install 'moto[server]==5.2.1'");
}

/** @returns {Promise<number>} */
async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port on 127.0.0.1.');
  return address.port;
}
