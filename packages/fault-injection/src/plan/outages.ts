import type { RandomSource } from '@headwaters/test-kit';

/** How the calls of an outage fail. `unknown` is an error code that says nothing about its cause. */
export type OutageError = 'denied' | 'notFound' | 'keyDisabled' | 'unavailable' | 'hang' | 'unknown';

/** A time in which all calls of some functions to a bucket fail. */
export interface OutagePlan {
  readonly caller: 'producer' | 'consumers';
  readonly bucket: 'source' | 'archive' | 'ledger' | 'failures';
  readonly error: OutageError;
  /** Start and end, in seconds after the start of the seed. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Minutes of a deployment that fails: shorter than the age at which consumers quarantine for an unknown reason. */
export const badDeploymentMinutes = 50;

const secondsPerMinute = 60;

/** Each call takes until its timeout, in real time. So these outages last for a few attempts only. */
const hangSeconds = 2;

/** Draws the outages of a seed: for the consumers in 12 % of the seeds, for the producer in 8 %. */
export function drawOutages(random: RandomSource): OutagePlan[] {
  const outages = [drawConsumerOutage(random), drawProducerOutage(random)];
  const [consumers, producer] = [random.fraction() < 0.12, random.fraction() < 0.08];
  return outages.filter((_, index) => (index === 0 ? consumers : producer));
}

function drawConsumerOutage(random: RandomSource): OutagePlan {
  const bucket = random.pick(['archive', 'archive', 'ledger', 'failures'] as const);
  const error = random.pick(['denied', 'keyDisabled', 'unavailable', 'unavailable', 'hang'] as const);
  const minutes = random.pick([0.5, 10, 50, 150]);
  const startSeconds = random.pick([0, 0, 0, 10]);
  const seconds = error === 'hang' ? hangSeconds : minutes * secondsPerMinute;
  return { caller: 'consumers', bucket, error, startSeconds, endSeconds: startSeconds + seconds };
}

/** An event has attempts after 0, 1 and 3 minutes. */
function drawProducerOutage(random: RandomSource): OutagePlan {
  const error = random.pick(['denied', 'notFound', 'keyDisabled', 'unavailable'] as const);
  const endSeconds = random.pick([30, 120, 900]);
  return { caller: 'producer', bucket: 'source', error, startSeconds: 0, endSeconds };
}

/** A deployment of a consumer whose sink fails for every record, as the archive consumer experiences it. */
export const brokenArchive: OutagePlan = {
  caller: 'consumers',
  bucket: 'archive',
  error: 'unknown',
  startSeconds: 0,
  endSeconds: badDeploymentMinutes * secondsPerMinute,
};
