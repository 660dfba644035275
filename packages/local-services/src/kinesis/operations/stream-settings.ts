import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { list, structure } from '../parameters/containers.js';
import { required } from '../parameters/parameter.js';
import { integer, oneOf, string, unsupported } from '../parameters/scalars.js';
import type { Stream } from '../stream/stream.js';
import { defineOperation, requestedStream, streamArn, streamParameters } from './operation.js';

const metricNames = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const;

/** Capacity mode in a request. */
export const modeDetails = structure({ StreamMode: required(oneOf(['PROVISIONED', 'ON_DEMAND'])) });

/** UpdateStreamMode. The shards do not change. */
export const updateStreamMode = defineOperation(
  {
    StreamARN: required(streamArn),
    StreamId: unsupported('StreamId'),
    StreamModeDetails: required(modeDetails),
    WarmThroughputMiBps: unsupported('WarmThroughputMiBps'),
  },
  (request, catalogue) => {
    requestedStream(request, catalogue).mode = request.StreamModeDetails.StreamMode;
    return undefined;
  },
);

const monitoringParameters = {
  ShardLevelMetrics: required(list(oneOf([...metricNames, 'ALL']), { min: 1, max: 7 })),
  ...streamParameters,
};

/** EnableEnhancedMonitoring. Stores the setting; no metrics are published. */
export const enableEnhancedMonitoring = defineOperation(monitoringParameters, (request, catalogue) =>
  changeMetrics(requestedStream(request, catalogue), request.ShardLevelMetrics, 'add'),
);

/** DisableEnhancedMonitoring. */
export const disableEnhancedMonitoring = defineOperation(monitoringParameters, (request, catalogue) =>
  changeMetrics(requestedStream(request, catalogue), request.ShardLevelMetrics, 'delete'),
);

function changeMetrics(stream: Stream, requested: readonly string[], change: 'add' | 'delete') {
  const before = [...stream.enhancedMetrics];
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
export const describeLimits = defineOperation({}, (_request, catalogue) => {
  const streams = catalogue.names.map((name) => catalogue.stream(name));
  return {
    ShardLimit: catalogue.maxShards,
    OpenShardCount: catalogue.openShardCount,
    OnDemandStreamCount: streams.filter(({ mode }) => mode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: 50,
  };
});

/** A request below 24 hours passes this constraint and fails in the operation. */
const retentionParameters = {
  RetentionPeriodHours: required(integer({ min: 1, max: kinesisLimits.maxRetentionHours })),
  ...streamParameters,
};

/** IncreaseStreamRetentionPeriod. */
export const increaseRetention = defineOperation(retentionParameters, (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const hours = request.RetentionPeriodHours;
  checkMinimum(hours);
  if (hours < stream.retentionHours) throw invalidRetention(stream, hours, ['shorter', 'Decrease']);
  stream.retentionHours = hours;
  return undefined;
});

/** DecreaseStreamRetentionPeriod. Older records expire at once. */
export const decreaseRetention = defineOperation(retentionParameters, (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const hours = request.RetentionPeriodHours;
  checkMinimum(hours);
  if (hours > stream.retentionHours) throw invalidRetention(stream, hours, ['longer', 'Increase']);
  stream.retentionHours = hours;
  return undefined;
});

// Messages of AWS, as the tests of increaseStreamRetentionPeriod and decreaseStreamRetentionPeriod in kinesalite 3.3.3
// have them.

function checkMinimum(hours: number): void {
  const { minRetentionHours } = kinesisLimits;
  if (hours >= minRetentionHours) return;
  throw new KinesisError(
    'InvalidArgumentException',
    `Minimum allowed retention period is ${minRetentionHours} hours. ` +
      `Requested retention period (${hours} hours) is too short.`,
  );
}

function invalidRetention(
  { name, retentionHours }: Stream,
  hours: number,
  [relation, otherOperation]: readonly [string, string],
): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    `Requested retention period (${hours} hours) for stream ${name} can not be ${relation} ` +
      `than existing retention period (${retentionHours} hours). Use ${otherOperation}RetentionPeriod API.`,
  );
}

const encryptionParameters = {
  ...streamParameters,
  EncryptionType: required(oneOf(['NONE', 'KMS'])),
  KeyId: required(string({ min: 1, max: 2_048 })),
};

/** StartStreamEncryption. Stores the setting; nothing is encrypted and the key is not validated. */
export const startStreamEncryption = defineOperation(encryptionParameters, (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  checkEncryptionType(request.EncryptionType);
  stream.encryptionKeyId = request.KeyId;
  return undefined;
});

/** StopStreamEncryption. Earlier records are still reported as encrypted. */
export const stopStreamEncryption = defineOperation(encryptionParameters, (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  checkEncryptionType(request.EncryptionType);
  stream.encryptionKeyId = undefined;
  return undefined;
});

function checkEncryptionType(type: 'NONE' | 'KMS'): void {
  if (type === 'KMS') return;
  throw new KinesisError('InvalidArgumentException', 'EncryptionType must be KMS, the only valid value.');
}
