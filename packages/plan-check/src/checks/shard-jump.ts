import type { Check } from '../check.js';
import { numberOf } from '../terraform/attributes.js';

export const shardJump: Check = {
  id: 'shard-jump',
  severity: 'error',
  why: 'UpdateShardCount takes at most double and at least half of the shards at once, and fails in the middle of an apply beyond.',
  fix: 'Go in steps: apply at most double, or at least half, and wait until the stream is active.',
  find: (stack) =>
    stack.ofType('aws_kinesis_stream').flatMap(({ address, attributes, change }) => {
      const before = numberOf(change?.before, 'shard_count');
      const after = numberOf(attributes, 'shard_count');
      if (!before || !after || (after <= before * 2 && after * 2 >= before)) return [];
      return [{ address, what: `The plan goes from ${before} to ${after} shards at once.` }];
    }),
};
