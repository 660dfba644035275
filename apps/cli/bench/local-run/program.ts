import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cpuMillisOf } from './cpu-millis-of.js';
import type { Figure } from './figure.js';

const program = resolve('apps/cli/dist/main.mjs');
const settleMillis = 5_000;
const idleMillis = 10_000;

/** What `npm start` does once all is built: the time until it can be used, and what it costs while nothing happens. */
export async function measureProgram(): Promise<readonly Figure[]> {
  const startedAt = performance.now();
  const started = spawn(process.execPath, [program, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(started, 'exit');
  try {
    await new Promise<void>((resolveReady) => {
      started.stdout.on('data', (chunk) => {
        if (String(chunk).includes('Console: ')) resolveReady();
      });
    });
    const readyMillis = performance.now() - startedAt;
    const ready = {
      what: 'start to ready, after the build',
      value: readyMillis / 1_000,
      unit: 's',
      atMost: 2,
    };
    if (!existsSync('/proc') || started.pid === undefined) return [ready];
    await setTimeout(settleMillis);
    const before = cpuMillisOf(started.pid);
    await setTimeout(idleMillis);
    const used = cpuMillisOf(started.pid) - before;
    const percent = (used / idleMillis) * 100;
    return [ready, { what: 'processor while idle, of one core', value: percent, unit: '%', atMost: 2 }];
  } finally {
    started.kill('SIGINT');
    await ended;
  }
}
