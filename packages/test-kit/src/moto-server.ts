import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '@jest/globals';

const maxStartMillis = 60_000;

/** moto, an implementation of AWS by others, in a process of its own. */
export interface MotoServer {
  /** `http://127.0.0.1:PORT`. HTTP/1.1 only. */
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Starts moto, empty, on a free port. */
export async function startMotoServer(): Promise<MotoServer> {
  const port = await findFreePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + maxStartMillis; Date.now() < deadline && child.exitCode === null;) {
    if (await isUp(endpoint)) return { endpoint, stop };
    await sleep(100);
  }
  await stop();
  throw new Error('moto_server did not start.');
}

async function isUp(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * `describe`, if moto is installed. If not, the tests are skipped with a message; in CI they fail, because a gate that tests
 * nothing must not pass.
 */
export function describeWithMoto(name: string, tests: () => void): void {
  const isInstalled = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (!isInstalled) {
    const message = "moto_server is not installed; get it with: pip install 'moto[server]==5.2.1'";
    if (process.env['CI'] === 'true') throw new Error(message);
    process.stderr.write(`SKIPPED: ${message}\n`);
  }
  (isInstalled ? describe : describe.skip)(name, tests);
}
