import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { Members } from './request-reader.js';

const metricNames = [
  'IncomingBytes',
  'IncomingRecords',
  'IteratorAgeMilliseconds',
  'OutgoingBytes',
  'OutgoingRecords',
  'ReadProvisionedThroughputExceeded',
  'WriteProvisionedThroughputExceeded',
];

/** Switches between the two modes. The shards stay. */
export const updateStreamMode: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const details = members.nested('StreamModeDetails');
  if (details === undefined) members.text('StreamModeDetails');
  else stream.mode = details.choice('StreamMode', ['PROVISIONED', 'ON_DEMAND']);
  return undefined;
};

/** Notes which metrics are wanted. None are made here. */
export const enableEnhancedMonitoring: Operation = (members, catalogue) =>
  changeMetrics(members, catalogue, 'add');

/** Notes which metrics are no more wanted. */
export const disableEnhancedMonitoring: Operation = (members, catalogue) =>
  changeMetrics(members, catalogue, 'delete');

function changeMetrics(
  members: Parameters<Operation>[0],
  catalogue: Parameters<Operation>[1],
  change: 'add' | 'delete',
) {
  const stream = requestedStream(members, catalogue);
  const before = [...stream.enhancedMetrics];
  const requested = members.texts('ShardLevelMetrics', { min: 1, max: 7 });
  for (const name of requested.includes('ALL') ? metricNames : requested)
    stream.enhancedMetrics[change](name);
  return {
    StreamName: stream.name,
    StreamARN: stream.description.arn,
    CurrentShardLevelMetrics: before,
    DesiredShardLevelMetrics: [...stream.enhancedMetrics],
  };
}

/** The account's quotas, and how much of them is used. */
export const describeLimits: Operation = (_members, catalogue) => {
  const streams = catalogue.names.map((name) => catalogue.stream(name));
  return {
    ShardLimit: 20_000,
    OpenShardCount: streams.reduce((sum, { openShards }) => sum + openShards.length, 0),
    OnDemandStreamCount: streams.filter(({ mode }) => mode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: 50,
  };
};

const requestedHours = (members: Members): number =>
  members.whole('RetentionPeriodHours', {
    min: kinesisLimits.minRetentionHours,
    max: kinesisLimits.maxRetentionHours,
  });

/** Keeps records for longer. */
export const increaseRetention: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const hours = requestedHours(members);
  if (hours < stream.retentionHours) throw refused(hours, 'longer', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

/** Keeps records for less long: those that are older are gone at once. */
export const decreaseRetention: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const hours = requestedHours(members);
  if (hours > stream.retentionHours) throw refused(hours, 'shorter', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

function refused(hours: number, wanted: 'longer' | 'shorter', current: number): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    `Requested retention period (${hours} hours) can not be ${wanted === 'longer' ? 'shorter' : 'longer'} ` +
      `than the existing retention period (${current} hours).`,
  );
}

/** What answers say of a stream's encryption; nothing if it has none. */
export function encryptionTypeOf(stream: Stream): 'KMS' | undefined {
  return stream.encryptionKeyId === undefined ? undefined : 'KMS';
}

/** Marks the stream as encrypted. Nothing is encrypted here, and the key is not looked up. */
export const startStreamEncryption: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  members.choice('EncryptionType', ['KMS']);
  stream.encryptionKeyId = members.text('KeyId', { min: 1, max: 2_048 });
  return undefined;
};

/** Records that came before stay marked as they were. */
export const stopStreamEncryption: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  members.choice('EncryptionType', ['KMS']);
  members.text('KeyId', { min: 1, max: 2_048 });
  stream.encryptionKeyId = undefined;
  return undefined;
};
