import { numberOf } from '@headwaters/terraform-reader';
import { streamMappings } from '../stack/event-sources.js';
import type { Check } from './check.js';

const lossOf: Readonly<Record<string, string>> = {
  aws_kinesis_stream: 'all records that it holds, and every reader its place',
  aws_lambda_event_source_mapping: 'its place in the stream: records are read twice or never',
  aws_s3_bucket: 'every object and version in it',
  aws_kms_key: 'everything that was encrypted with it',
};

export const replacement: Check = {
  id: 'replacement',
  severity: 'error',
  why: 'Some things can not be made again as they were.',
  fix: 'Change it in place, use a moved block if only its address changed, or make the new one first and drain the old.',
  find: (stack) =>
    stack.resources.flatMap(({ address, type, change }) => {
      const loss = lossOf[type];
      if (loss === undefined || !change?.actions.includes('delete')) return [];
      const deed = change.actions.includes('create') ? 'replaces' : 'deletes';
      return [{ address, what: `The plan ${deed} it, which loses ${loss}.` }];
    }),
};

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

export const latestStart: Check = {
  id: 'latest-start',
  severity: 'error',
  why: 'With LATEST, what arrives while the mapping is being made is never read.',
  fix: 'Set starting_position to TRIM_HORIZON, or to AT_TIMESTAMP with a time before the deployment.',
  find: (stack) =>
    streamMappings(stack)
      .filter(({ attributes, change }) => {
        const isNew = change === undefined || change.actions.includes('create');
        return isNew && attributes['starting_position'] === 'LATEST';
      })
      .map(({ address }) => ({ address, what: 'The new mapping starts at the end of the stream.' })),
};
