import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Figure } from './figure.js';

const program = resolve('apps/cli/dist/main.mjs');
const settleMillis = 5_000;
const idleMillis = 10_000;

/** Measures `npm start` after the build: the time until it is ready, and its CPU use while idle. */
export async function measureStart(): Promise<readonly Figure[]> {
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
    const before = readCpuMillis(started.pid);
    await setTimeout(idleMillis);
    const used = readCpuMillis(started.pid) - before;
    const percent = (used / idleMillis) * 100;
    return [ready, { what: 'CPU while idle, of one core', value: percent, unit: '%', atMost: 2 }];
  } finally {
    started.kill('SIGINT');
    await ended;
  }
}

/** USER_HZ is 100 on every Linux platform that Node supports. */
const millisPerTick = 10;

/** Returns the CPU time of a process and its running children, in milliseconds. Linux only. */
function readCpuMillis(pid: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((stat) => stat?.pid === pid || stat?.parent === pid)
    .reduce((sum, stat) => sum + (stat?.ticks ?? 0) * millisPerTick, 0);
}

/** Source: proc(5), /proc/pid/stat. The fields follow the command, which is in parentheses. */
function readStat(name: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // The process has ended.
    return undefined;
  }
}
