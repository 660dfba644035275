import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';

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
