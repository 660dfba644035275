import { performance } from 'node:perf_hooks';

/** One after the other, each side has this many turns that count. */
const turns = 11;
/** A side repeats its work for so long that it pays for most of its own garbage within its turn. */
const turnMillis = 200;
/** Before, each side runs for so long that its speed no longer rises: the peer's does for 700 ms. */
const warmUpMillis = 1000;

/** How a measure came out: `ratio` is how many times better ours is; `ok` whether it reaches `goal`. */
export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly ratio: number;
  /** By the clock on the wall: what collects garbage on another core is free. Where time was measured. */
  readonly wallRatio?: number;
  readonly goal: number;
  readonly ok: boolean;
}

/** Two ways of doing the same work on `bytes` bytes. Each does it once a call. */
export interface Contest {
  readonly name: string;
  readonly bytes: number;
  readonly goal: number;
  readonly ours: () => unknown;
  readonly peer: () => unknown;
}

/**
 * Runs both sides by turns, so that what else the machine does hits both; the median of the ratios counts. Run it in a
 * process of its own: compiled code, the size of the young generation and garbage of an earlier contest move the peer's
 * speed by a half.
 */
export async function measure({ name, bytes, goal, ours, peer }: Contest): Promise<Result> {
  for (const side of [ours, peer]) await takeTurn(side, warmUpMillis);
  const [oursTurns, peerTurns]: [Turn[], Turn[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    oursTurns.push(await takeTurn(ours, turnMillis));
    peerTurns.push(await takeTurn(peer, turnMillis));
  }
  const ratioBy = (clock: keyof Turn) =>
    median(peerTurns.map((turn, index) => turn[clock] / (oursTurns[index]?.[clock] ?? NaN)));
  const speed = (side: readonly Turn[]) => bytes / 1000 / median(side.map(({ cpuMillis }) => cpuMillis));
  const ratio = ratioBy('cpuMillis');
  return {
    name,
    ours: speed(oursTurns),
    peer: speed(peerTurns),
    unit: 'MB/s',
    ratio,
    wallRatio: ratioBy('wallMillis'),
    goal,
    ok: ratio >= goal,
  };
}

/** A measure where less is better and the goal is a ceiling: `ratio` is how often ours fits into it. */
export function ceiling(
  name: string,
  { ours, peer, limit, unit }: { ours: number; peer: number; limit: number; unit: string },
): Result {
  return { name, ours, peer, unit, ratio: limit / ours, goal: 1, ok: ours <= limit };
}

/** Means over the runs of one turn. */
interface Turn {
  /** Processor time of all threads, garbage collection included: other load on the machine does not count. */
  readonly cpuMillis: number;
  readonly wallMillis: number;
}

async function takeTurn(action: () => unknown, atLeastMillis: number): Promise<Turn> {
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < atLeastMillis) {
    await action();
    runs++;
  }
  const { user, system } = process.cpuUsage(cpuStart);
  return { cpuMillis: (user + system) / 1000 / runs, wallMillis: (performance.now() - start) / runs };
}

/** @throws RangeError if there are no values. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((left, right) => left - right)[values.length >> 1];
  if (middle === undefined) throw new RangeError('There is no median of nothing.');
  return middle;
}
