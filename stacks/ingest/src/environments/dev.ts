import type { ConsumerSettingsInput } from '../settings/consumer-settings.js';
import type { IngestSettingsInput } from '../settings/ingest-settings.js';

const sharedConsumerSettings = {
  memoryMegabytes: 256,
  timeoutSeconds: 60,
  logLevel: 'INFO',
  batchRecords: 100,
  batchingWindowSeconds: 1,
  parallelizationFactor: 1,
  quarantineAfterSeconds: 3_600,
  maxRecordAgeSeconds: 43_200,
  fanOut: false,
  startingPosition: 'TRIM_HORIZON',
} satisfies Partial<ConsumerSettingsInput>;

/** The smallest complete pipeline: one shard, AWS managed keys, 24 h retention. */
export const dev = {
  environment: 'dev',
  namePrefix: 'headwaters',
  region: 'us-east-1',
  tags: {},
  state: { kind: 'local' },
  encryption: { key: 'aws-managed' },
  deletionProtection: false,
  tracing: true,
  runtime: 'nodejs24.x',
  versions: false,
  stream: {
    capacity: { mode: 'provisioned', shardCount: 1 },
    retentionHours: 24,
    shardLevelMetrics: false,
  },
  buckets: {
    suffixes: ['.txt'],
    replacedVersionDays: 7,
    failureDays: 14,
    receiptDays: 14,
    denyOtherKeys: true,
    eventBridge: false,
    destroyWithContents: true,
  },
  producer: {
    memoryMegabytes: 512,
    timeoutSeconds: 300,
    logLevel: 'INFO',
    cellBytes: 786_432,
    compression: 'auto',
    recordLayout: 'lines',
    csvHeader: 'none',
    partitionStrategy: 'object',
    partitionSlots: 16,
    fairShareSeconds: 60,
    maxRetries: 2,
    maxEventAgeSeconds: 3_600,
  },
  consumers: [
    { ...sharedConsumerSettings, name: 'archive', sink: 'archive' },
    { ...sharedConsumerSettings, name: 'audit', sink: 'log', logPayload: false },
  ],
  alarms: {
    ownTopic: false,
    topicArns: [],
    pageTopicArns: [],
    runbookUrl: 'apps/docs/runbook.md',
    lagWarningMinutes: 15,
    lagCriticalMinutes: 360,
    writeThroughputPercent: 80,
  },
  logRetentionDays: 14,
} satisfies IngestSettingsInput;
