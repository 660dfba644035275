import { foundationBuckets } from '../../bootstrap/foundation-buckets.js';
import type { BucketPresence } from '../account-reader.js';
import type { Check, CheckOutcome } from '../check.js';

/** S3 rejects access logging to a bucket that is not in the same region, after Terraform has created what comes before it. */
export const accessLogBucketCheck: Check = {
  name: 'access-log-bucket',
  run: async ({ stack: { accessLogBuckets }, account: { region }, reader }) => {
    for (const name of accessLogBuckets) {
      const presence = await reader.findBucket(name, region);
      const problem = describeProblem({ name, region, purpose: 'access logs' }, presence);
      if (problem !== undefined) return problem;
    }
    const what =
      accessLogBuckets.length === 0
        ? 'No bucket writes access logs to a bucket of another stack.'
        : `${accessLogBuckets.join(', ')} receives access logs.`;
    return { status: 'ok', what };
  },
};

/** The bucket of the Terraform state: the declared one, otherwise the one that `bootstrap` creates. */
export const stateBucketCheck: Check = {
  name: 'state-bucket',
  run: async ({ stack: { state }, account, reader }) => {
    if (state === undefined) return { status: 'ok', what: 'The state is not in S3.' };
    const { region } = state;
    const name = state.bucket ?? foundationBuckets(account, region).state.name;
    const presence = await reader.findBucket(name, region);
    const problem = describeProblem({ name, region, purpose: 'the Terraform state' }, presence);
    if (problem !== undefined) return problem;
    const note = state.bucket === undefined ? ' The settings name no bucket: pass it to terraform init.' : '';
    return { status: 'ok', what: `${name} keeps the Terraform state.${note}` };
  },
};

/** Of a bucket that is managed elsewhere, its owner sets the switch. Without it, no upload is read, and nothing fails. */
export const eventBridgeCheck: Check = {
  name: 'event-bridge',
  run: async ({ stack: { eventBuckets }, account: { region }, reader }) => {
    for (const name of eventBuckets) {
      if (await reader.sendsToEventBridge(name, region)) continue;
      return {
        status: 'failed',
        what: `${name} does not send its events to EventBridge, so that no upload starts the producer.`,
        fix: 'Let the owner of the bucket enable EventBridge in its notification configuration.',
      };
    }
    const what =
      eventBuckets.length === 0
        ? 'No rule of EventBridge depends on a bucket that is managed elsewhere.'
        : `${eventBuckets.join(', ')} sends its events to EventBridge.`;
    return { status: 'ok', what };
  },
};

interface NeededBucket {
  readonly name: string;
  readonly region: string;
  /** What it is to keep. */
  readonly purpose: string;
}

function describeProblem(
  { name, region, purpose }: NeededBucket,
  presence: BucketPresence,
): CheckOutcome | undefined {
  switch (presence) {
    case 'here':
      return undefined;
    case 'denied':
      return {
        status: 'not run',
        what: `Access to ${name}, the bucket for ${purpose}, is denied. It may belong to another account.`,
      };
    case 'absent':
    case 'in another region':
      return {
        status: 'failed',
        what: `${name}, the bucket for ${purpose}, is ${presence === 'absent' ? 'missing' : `not in ${region}`}.`,
        fix: `Run \`npm run state:bootstrap -- --region ${region}\`, or name another bucket in the settings.`,
      };
  }
}
