const runs = 9;

/** How a measure came out: `ratio` is how many times better ours is; `ok` whether it reaches `goal`. */
export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly ratio: number;
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

/** Runs both sides by turns, so that what else the machine does hits both; the median of the ratios counts. */
export async function measure({ name, bytes, goal, ours, peer }: Contest): Promise<Result> {
  const oursMillis: number[] = [];
  const peerMillis: number[] = [];
  for (let run = -2; run < runs; run++) {
    const times = [await timeMillis(ours), await timeMillis(peer)] as const;
    if (run < 0) continue;
    oursMillis.push(times[0]);
    peerMillis.push(times[1]);
  }
  const ratio = median(peerMillis.map((millis, run) => millis / (oursMillis[run] ?? millis)));
  const megabytesPerSecond = (millis: number) => bytes / 1000 / millis;
  return {
    name,
    ours: megabytesPerSecond(median(oursMillis)),
    peer: megabytesPerSecond(median(peerMillis)),
    unit: 'MB/s',
    ratio,
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

/** Processor time, garbage collection included: other load on the machine does not count. */
async function timeMillis(action: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** @throws RangeError if there are no values. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((left, right) => left - right)[values.length >> 1];
  if (middle === undefined) throw new RangeError('There is no median of nothing.');
  return middle;
}
