import { performance } from 'node:perf_hooks';

/** Measured turns of each side; the sides alternate. */
const turns = 11;
/** Length of a turn: long enough that most of a side's garbage is collected within its own turn. */
const turnMillis = 200;
/** Length of the warm-up: until the speed no longer rises, which takes the peer 700 ms. */
const warmUpMillis = 1000;

/** Result of a measurement. `ratio` is how many times better ours is; `ok` is whether it reaches `goal`. */
export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly ratio: number;
  /** Ratio by wall clock, where garbage collection on another core is free. Set for comparisons of speed. */
  readonly wallRatio?: number;
  readonly goal: number;
  readonly ok: boolean;
}

/** Two implementations of the same work on `bytes` bytes. Each call does the work once. */
export interface Comparison {
  readonly name: string;
  readonly bytes: number;
  readonly goal: number;
  readonly ours: () => unknown;
  readonly peer: () => unknown;
}

/**
 * Runs both sides in turns, so that other load on the machine affects both, and returns the median of the ratios. Run each
 * comparison in a process of its own: compiled code, heap size and garbage of an earlier one change the peer's speed by up
 * to 50 %.
 */
export async function measure({ name, bytes, goal, ours, peer }: Comparison): Promise<Result> {
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

/** Makes the result of a measurement with an upper limit: `ratio` is limit divided by ours. */
export function compareWithLimit(
  name: string,
  { ours, peer, limit, unit }: { ours: number; peer: number; limit: number; unit: string },
): Result {
  return { name, ours, peer, unit, ratio: limit / ours, goal: 1, ok: ours <= limit };
}

/** Mean times of one run within a turn. */
interface Turn {
  /** CPU time of all threads, including garbage collection. Unaffected by other load on the machine. */
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
  if (middle === undefined) throw new RangeError('The median of no values is undefined.');
  return middle;
}
