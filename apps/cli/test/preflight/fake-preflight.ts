import type { AccountReader } from '../../src/preflight/account-reader.js';
import type { Preflight } from '../../src/preflight/check.js';
import type { PlannedStack } from '../../src/preflight/planned-stack.js';

/** A stack that needs nothing, in an account with nothing and the default quotas of us-east-1. */
export function fakePreflight({
  stack = {},
  reader = {},
}: {
  readonly stack?: Partial<PlannedStack>;
  readonly reader?: Partial<AccountReader>;
} = {}): Preflight {
  return {
    account: { id: '111122223333', partition: 'aws', region: 'us-east-1' },
    stack: {
      allowedAccountIds: [],
      reservations: [],
      streams: [],
      fanOutConsumers: [],
      accessLogBuckets: [],
      eventBuckets: [],
      state: undefined,
      ...stack,
    },
    reader: {
      concurrency: () => Promise.resolve({ limit: 1_000, unreserved: 1_000 }),
      reservedBy: () => Promise.resolve(0),
      streamQuotas: () =>
        Promise.resolve({ maxShards: 20_000, openShards: 0, maxOnDemandStreams: 50, onDemandStreams: 0 }),
      findStream: () => Promise.resolve(undefined),
      consumersOf: () => Promise.resolve([]),
      hasAdvantage: () => Promise.resolve(false),
      findBucket: () => Promise.resolve('absent'),
      sendsToEventBridge: () => Promise.resolve(false),
      ...reader,
    },
  };
}
