import type { ConsumerSettingsInput } from '../settings/consumer-settings.js';
import type { IngestSettingsInput } from '../settings/ingest-settings.js';

const sharedConsumerSettings = {
  memoryMegabytes: 512,
  timeoutSeconds: 120,
  reservedConcurrency: 20,
  logLevel: 'INFO',
  batchRecords: 100,
  batchingWindowSeconds: 1,
  parallelizationFactor: 2,
  quarantineAfterSeconds: 3_600,
  maxRecordAgeSeconds: 259_200,
  startingPosition: 'TRIM_HORIZON',
} satisfies Partial<ConsumerSettingsInput>;

/** For production data: an own key, 168 h retention, deletion protection, and a topic that alarms notify. */
export const prod = {
  environment: 'prod',
  namePrefix: 'headwaters',
  region: 'us-east-1',
  tags: {},
  // The bucket depends on the account: set it to the name that `npm run state:bootstrap` prints.
  state: { kind: 's3' },
  encryption: { key: 'own', rotationDays: 365, deletionWindowDays: 30 },
  deletionProtection: true,
  tracing: true,
  runtime: 'nodejs24.x',
  versions: true,
  stream: {
    // 20 MB/s of text that compresses 3:1 is 26 blocks of 256 KiB per second.
    capacity: {
      mode: 'provisioned-by-load',
      recordBytes: 262_144,
      recordsPerSecond: 26,
      targetUsePercent: 60,
    },
    retentionHours: 168,
    shardLevelMetrics: false,
  },
  buckets: {
    suffixes: ['.txt'],
    trigger: 'notification',
    replacedVersionDays: 30,
    infrequentAccessDays: 90,
    failureDays: 90,
    receiptDays: 365,
    accessLogBucket: 'headwaters-access-logs-{account}-{region}',
    denyOtherKeys: true,
    eventBridge: false,
    destroyWithContents: false,
  },
  producer: {
    memoryMegabytes: 1_024,
    timeoutSeconds: 900,
    reservedConcurrency: 50,
    logLevel: 'INFO',
    wire: 'block',
    recordTerminator: 'keep',
    cellBytes: 786_432,
    compression: 'auto',
    recordLayout: 'lines',
    csvHeader: 'none',
    csvDelimiter: ',',
    encoding: 'utf-8',
    partitionStrategy: 'object',
    partitionSlots: 16,
    partitionMissing: 'slot',
    maxExpansionRatio: 500,
    fairShareSeconds: 60,
    maxRetries: 2,
    maxEventAgeSeconds: 21_600,
    queue: { batchMessages: 1, maxReceives: 5 },
  },
  consumers: [
    { ...sharedConsumerSettings, name: 'archive', sink: 'archive', fanOut: false },
    { ...sharedConsumerSettings, name: 'audit', sink: 'log', logPayload: false, fanOut: true },
  ],
  alarms: {
    ownTopic: true,
    topicArns: [],
    pageTopicArns: [],
    runbookUrl: 'apps/docs/runbook.md',
    lagWarningMinutes: 15,
    lagCriticalMinutes: 360,
    writeThroughputPercent: 80,
  },
  logRetentionDays: 365,
} satisfies IngestSettingsInput;
