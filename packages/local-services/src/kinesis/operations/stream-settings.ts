import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import { type Operation, requestedStream } from './operation.js';
import type { RequestReader } from './request-reader.js';

const metricNames = [
  'IncomingBytes',
  'IncomingRecords',
  'IteratorAgeMilliseconds',
  'OutgoingBytes',
  'OutgoingRecords',
  'ReadProvisionedThroughputExceeded',
  'WriteProvisionedThroughputExceeded',
];

/** UpdateStreamMode. The shards do not change. */
export const updateStreamMode: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const details = request.nested('StreamModeDetails');
  if (details === undefined) request.string('StreamModeDetails');
  else stream.mode = details.oneOf('StreamMode', ['PROVISIONED', 'ON_DEMAND']);
  return undefined;
};

/** EnableEnhancedMonitoring. Stores the setting; no metrics are published. */
export const enableEnhancedMonitoring: Operation = (request, catalogue) =>
  changeMetrics(request, catalogue, 'add');

/** DisableEnhancedMonitoring. */
export const disableEnhancedMonitoring: Operation = (request, catalogue) =>
  changeMetrics(request, catalogue, 'delete');

function changeMetrics(request: RequestReader, catalogue: StreamCatalogue, change: 'add' | 'delete') {
  const stream = requestedStream(request, catalogue);
  const before = [...stream.enhancedMetrics];
  const requested = request.strings('ShardLevelMetrics', { min: 1, max: 7 });
  for (const name of requested.includes('ALL') ? metricNames : requested)
    stream.enhancedMetrics[change](name);
  return {
    StreamName: stream.name,
    StreamARN: stream.description.arn,
    CurrentShardLevelMetrics: before,
    DesiredShardLevelMetrics: [...stream.enhancedMetrics],
  };
}

/** DescribeLimits: quotas of the account and their usage. */
export const describeLimits: Operation = (_request, catalogue) => {
  const streams = catalogue.names.map((name) => catalogue.stream(name));
  return {
    ShardLimit: 20_000,
    OpenShardCount: streams.reduce((sum, { openShards }) => sum + openShards.length, 0),
    OnDemandStreamCount: streams.filter(({ mode }) => mode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: 50,
  };
};

const requestedHours = (request: RequestReader): number =>
  request.integer('RetentionPeriodHours', {
    min: kinesisLimits.minRetentionHours,
    max: kinesisLimits.maxRetentionHours,
  });

/** IncreaseStreamRetentionPeriod. */
export const increaseRetention: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const hours = requestedHours(request);
  if (hours < stream.retentionHours) throw invalidRetention(hours, 'shorter', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

/** DecreaseStreamRetentionPeriod. Older records expire at once. */
export const decreaseRetention: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const hours = requestedHours(request);
  if (hours > stream.retentionHours) throw invalidRetention(hours, 'longer', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

function invalidRetention(hours: number, relation: 'longer' | 'shorter', current: number): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    `Requested retention period (${hours} hours) can not be ${relation} ` +
      `than the existing retention period (${current} hours).`,
  );
}

/** StartStreamEncryption. Stores the setting; nothing is encrypted and the key is not validated. */
export const startStreamEncryption: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  request.oneOf('EncryptionType', ['KMS']);
  stream.encryptionKeyId = request.string('KeyId', { min: 1, max: 2_048 });
  return undefined;
};

/** StopStreamEncryption. Earlier records are still reported as encrypted. */
export const stopStreamEncryption: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  request.oneOf('EncryptionType', ['KMS']);
  request.string('KeyId', { min: 1, max: 2_048 });
  stream.encryptionKeyId = undefined;
  return undefined;
};
