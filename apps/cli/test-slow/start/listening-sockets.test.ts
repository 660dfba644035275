import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import {
  type ListeningSocket,
  findListeningSockets,
  loopbackAddress,
} from '@headwaters/test-kit/listening-sockets';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writePipelineStack } from '../../test/support/pipeline-stack.js';
import { builtProgram } from '../../test/support/run-cli.js';
import { type Attack, foreignPageAttacks, harmlessRequest, http2Attacks } from '../support/attacks.js';

/** Only Linux lists the sockets of a process in files. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('the listening sockets of `npm start`', () => {
  const folder = writePipelineStack({ consumers: { one: { SINK: 'log' }, two: { SINK: 'log' } } });
  let program: ChildProcess;
  let output = '';
  let sockets: readonly ListeningSocket[];

  beforeAll(async () => {
    program = spawn(process.execPath, [builtProgram, 'start', '--stack', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // By then all functions have run and all servers are open.
    await new Promise<void>((resolve, reject) => {
      program.once('exit', () => {
        reject(new Error(`The program ended:\n${output}`));
      });
      program.stdout?.on('data', (chunk) => {
        output += String(chunk);
        if (output.includes('complete at every consumer')) resolve();
      });
    });
    sockets = findListeningSockets(program.pid ?? 0);
  });
  afterAll(async () => {
    program.removeAllListeners('exit').kill('SIGINT');
    await once(program, 'close');
    rmSync(folder, { recursive: true });
  });

  const portAt = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);

  /** Runs attacks on every socket. Returns those whose answer `isRight` does not accept. */
  async function offenders(
    attacks: Readonly<Record<string, Attack>>,
    isRight: (status: number | 'closed') => boolean,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const { port } of sockets)
      for (const [name, attack] of Object.entries(attacks)) {
        const status = await attack(port);
        if (!isRight(status)) found.push(`port ${port}: ${name}: ${status}`);
      }
    return found;
  }

  it('are those of the services, the console, and one gateway for each of 3 functions, all on 127.0.0.1', () => {
    const ports = sockets.map(({ port }) => port);
    expect(ports).toContain(portAt(/is running at http:\/\/127\.0\.0\.1:(\d+)/));
    expect(ports).toContain(portAt(/Console: http:\/\/127\.0\.0\.1:(\d+)/));
    expect(ports).toHaveLength(5);
    expect(sockets.filter(({ address }) => address !== loopbackAddress)).toEqual([]);
  });

  it('accept a request of a program', async () => {
    expect(await offenders({ harmless: harmlessRequest }, (status) => status === 200)).toEqual([]);
  });

  it('refuse every request of a foreign web page with 403 or 421', async () => {
    const isRefused = (status: number | 'closed') => status === 403 || status === 421;
    expect(await offenders(foreignPageAttacks('producer'), isRefused)).toEqual([]);
  });

  it('refuse it over HTTP/2 too, or do not speak HTTP/2', async () => {
    const isRefused = (status: number | 'closed') => status === 403 || status === 421 || status === 'closed';
    expect(await offenders(http2Attacks, isRefused)).toEqual([]);
    const [services] = [portAt(/is running at http:\/\/127\.0\.0\.1:(\d+)/)];
    expect(await Promise.all(Object.values(http2Attacks).map((attack) => attack(services)))).toEqual([
      421, 421, 403,
    ]);
  });
});
