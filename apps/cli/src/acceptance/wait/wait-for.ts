/** Time at the target: real time on AWS, virtual time in the simulator. */
export interface TargetClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws {@link InterruptedError} if the run is interrupted. */
  pause(millis: number): Promise<void>;
}

/** Where a wait takes place. */
export interface WaitContext {
  readonly clock: TargetClock;
  readonly report: (line: string) => void;
}

/** What is known so far of something that a step waits for. */
export interface Probe<Value> {
  readonly done: boolean;
  readonly value: Value;
  /** For progress, such as `312 of 1,000 files`. */
  readonly progress?: string;
}

/** A bounded wait. */
export interface Wait<Value> {
  /** What is waited for, as in `waiting for ...`. */
  readonly what: string;
  readonly timeoutMinutes: number;
  readonly probe: () => Promise<Probe<Value>>;
}

const firstPauseMillis = 1_000;
const maxPauseMillis = 10_000;
const pauseGrowth = 1.5;
const reportIntervalMillis = 30_000;

/**
 * Probes until the probe is done or the time is over, with growing pauses, and reports progress every 30 s.
 *
 * @returns the last probe: a timeout is a result, not an error.
 */
export async function waitFor<Value>(
  { clock, report }: WaitContext,
  { what, timeoutMinutes, probe }: Wait<Value>,
): Promise<Probe<Value>> {
  const startMillis = clock.now();
  let reportedMillis = startMillis;
  for (
    let pauseMillis = firstPauseMillis;
    ;
    pauseMillis = Math.min(pauseMillis * pauseGrowth, maxPauseMillis)
  ) {
    const latest = await probe();
    const elapsedMillis = clock.now() - startMillis;
    if (latest.done) return latest;
    if (elapsedMillis >= timeoutMinutes * 60_000) {
      report(`  no ${what} after ${timeoutMinutes} min`);
      return latest;
    }
    if (clock.now() - reportedMillis >= reportIntervalMillis) {
      reportedMillis = clock.now();
      const progress = latest.progress === undefined ? '' : `: ${latest.progress}`;
      report(`  waiting for ${what} since ${Math.round(elapsedMillis / 1_000)} s${progress}`);
    }
    await clock.pause(pauseMillis);
  }
}
