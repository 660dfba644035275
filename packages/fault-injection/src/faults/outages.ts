import type { Fault } from '../gateway/fault.js';
import type { ServiceCall } from '../gateway/service-call.js';
import type { OutageError, OutagePlan } from '../plan/outages.js';

/** Returns the bucket of an S3 call; undefined for any other call. */
export function bucketOf(call: ServiceCall): string | undefined {
  return 'bucket' in call ? call.bucket : undefined;
}

interface OutageOptions {
  readonly plans: readonly OutagePlan[];
  /** What a bucket is for, by its name. */
  readonly bucketRoles: ReadonlyMap<string, OutagePlan['bucket']>;
  /** Time since the start of the seed. */
  readonly elapsedSeconds: () => number;
}

/** The outages of a seed. */
export class Outages {
  readonly #options: OutageOptions;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** Returns the fault of a call during an outage; undefined if there is none for it. */
  faultFor(call: ServiceCall, caller: OutagePlan['caller']): Fault | undefined {
    const { plans, bucketRoles, elapsedSeconds } = this.#options;
    const role = bucketRoles.get(bucketOf(call) ?? '');
    const now = elapsedSeconds();
    const outage = plans.find(
      (plan) =>
        plan.caller === caller && plan.bucket === role && plan.startSeconds <= now && now < plan.endSeconds,
    );
    return outage && outageFaults[outage.error];
  }
}

/** Error codes of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (read 2026-11-28). */
const outageFaults: Readonly<Record<OutageError, Fault>> = {
  denied: { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' },
  notFound: { kind: 'fail', when: 'before', status: 404, code: 'NoSuchKey' },
  keyDisabled: { kind: 'fail', when: 'before', status: 400, code: 'KMS.DisabledException' },
  unavailable: { kind: 'fail', when: 'before', status: 503, code: 'SlowDown' },
  hang: { kind: 'hang', when: 'before' },
  unknown: { kind: 'fail', when: 'before', status: 400, code: 'InvalidArgument' },
};
