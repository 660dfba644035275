import {
  blockOf,
  isUnknownValue,
  numberOf,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { listPossibleStreamMappings, listStreamMappings, unknownSource } from '../stack/event-sources.js';
import type { Check, Outcome } from './check.js';

/** What is lost with a resource, by type. */
const lossByType: Readonly<Record<string, string>> = {
  aws_kinesis_stream: 'all records in it and the position of every consumer',
  aws_lambda_event_source_mapping: 'its position in the stream: records are read twice or never',
  aws_s3_bucket: 'every object and version in it',
  aws_kms_key: 'all data that is encrypted with it',
  aws_sqs_queue: 'every message in it',
  aws_dynamodb_table: 'every item in it',
};

/** A mapping of a queue has no position: what it has not processed stays in the queue. */
function lossOf({ type, change }: TerraformResource): string | undefined {
  const source = stringOf(change?.before ?? {}, 'event_source_arn') ?? '';
  const isOfQueue = type === 'aws_lambda_event_source_mapping' && /^arn:[^:]*:sqs:/.test(source);
  return isOfQueue ? undefined : lossByType[type];
}

export const replacement: Check = {
  id: 'replacement',
  severity: 'error',
  why: 'The content of these resources cannot be recreated.',
  fix: 'Change the resource in place, use a moved block if only its address changed, or create the new one first and drain the old.',
  find: (stack) =>
    stack.resources.flatMap((resource) => {
      const { address, change } = resource;
      const loss = lossOf(resource);
      if (loss === undefined || !change?.actions.includes('delete')) return [];
      const action = change.actions.includes('create') ? 'replaces' : 'deletes';
      return [{ address, what: `The plan ${action} it, which loses ${loss}.` }];
    }),
};

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html (read 2026-11-29). */
export const shardJump: Check = {
  id: 'shard-jump',
  severity: 'error',
  why: 'UpdateShardCount can at most double or halve the number of shards. Beyond that, apply fails halfway.',
  fix: 'Apply in steps that at most double or halve the number of shards, and wait until the stream is active after each.',
  find: (stack) =>
    stack.resourcesOfType('aws_kinesis_stream').flatMap((stream): Outcome[] => {
      const { address, attributes, change } = stream;
      const before = numberOf(change?.before, 'shard_count');
      const after = numberOf(attributes, 'shard_count');
      if (!after || change?.before === undefined) return [];
      if (streamMode(change.before) === 'ON_DEMAND') return fromOnDemand(stream, after);
      if (!before || (after <= before * 2 && after * 2 >= before)) return [];
      return [{ address, what: `The plan goes from ${before} to ${after} shards in one step.` }];
    }),
};

const streamMode = (attributes: JsonObject): string | undefined =>
  stringOf(blockOf(attributes, 'stream_mode_details'), 'stream_mode');

/** The state of an on-demand stream does not have its number of shards: AWS changes it. */
function fromOnDemand({ address, attributes }: TerraformResource, after: number): Outcome[] {
  if (streamMode(attributes) === 'ON_DEMAND') return [];
  return [
    {
      address,
      severity: 'warning',
      what: `The plan goes from on-demand to ${after} shards, and the current number of shards is not in the state.`,
      fix: 'Read the number of open shards with `aws kinesis describe-stream-summary`, and set shard_count to it first.',
    },
  ];
}

export const latestStart: Check = {
  id: 'latest-start',
  severity: 'error',
  why: 'With LATEST, records that arrive while the mapping is being created are never read.',
  fix: 'Set starting_position to TRIM_HORIZON, or to AT_TIMESTAMP with a time before the deployment.',
  find: (stack) => [
    ...listStreamMappings(stack).flatMap(describeStart),
    ...listPossibleStreamMappings(stack).map(({ address }) => ({ address, notChecked: unknownSource })),
  ],
};

function describeStart({ address, attributes, change }: TerraformResource): Outcome[] {
  const isNew = change === undefined || change.actions.includes('create');
  const position = attributes['starting_position'];
  if (!isNew) return [];
  if (isUnknownValue(position)) return [{ address, notChecked: 'its starting position is an expression' }];
  return position === 'LATEST' ? [{ address, what: 'The new mapping starts at the end of the stream.' }] : [];
}
