import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A TCP socket on which a process accepts connections. */
export interface ListeningSocket {
  /** As in /proc/net/tcp: `0100007F` is 127.0.0.1. */
  readonly address: string;
  readonly port: number;
}

/** `127.0.0.1` in /proc/net/tcp. */
export const loopbackAddress = '0100007F';

/** Finds the TCP sockets on which a process or one of its descendants listens. Linux only. */
export function findListeningSockets(pid: number): ListeningSocket[] {
  const inodes = new Set(descendantsOf(pid).flatMap(socketInodesOf));
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode ?? ''))
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address, port: Number.parseInt(port, 16) };
    });
}

function descendantsOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && parentOf(candidate) === pid);
  return [pid, ...children.flatMap(descendantsOf)];
}

/** Returns undefined if the process has ended. */
function parentOf(pid: number): number | undefined {
  try {
    // The name of the program, in parentheses, may contain spaces.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    return undefined;
  }
}

function socketInodesOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}
