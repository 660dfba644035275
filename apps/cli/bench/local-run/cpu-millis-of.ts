import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on every platform that Node runs on. */
const millisPerTick = 10;

/** The processor time of a process and of those that it started and that live, in milliseconds. Linux only. */
export function cpuMillisOf(pid: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((stat) => stat?.pid === pid || stat?.parent === pid)
    .reduce((sum, stat) => sum + (stat?.ticks ?? 0) * millisPerTick, 0);
}

/** Source: proc(5), /proc/pid/stat; the fields after the command, which stands in parentheses. */
function readStat(name: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
