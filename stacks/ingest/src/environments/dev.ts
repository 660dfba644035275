import type { IngestSettingsInput } from '../settings/ingest-settings.js';

/** The smallest pipeline that is still the real one: a shard, AWS's own key, a day of memory. */
export const dev: IngestSettingsInput = {
  environment: 'dev',
  namePrefix: 'headwaters',
  region: 'us-east-1',
  tags: {},
  stream: {
    capacity: { mode: 'provisioned', shardCount: 1 },
    retentionHours: 24,
  },
  buckets: {
    suffixes: ['.txt'],
    replacedVersionDays: 7,
    failureDays: 14,
    destroyWithContents: true,
  },
  producer: {
    memoryMegabytes: 512,
    timeoutSeconds: 300,
    logLevel: 'INFO',
    cellBytes: 786_432,
    compression: 'auto',
    maxRetries: 2,
    maxEventAgeSeconds: 3_600,
  },
  consumers: [
    {
      name: 'archive',
      sink: 'archive',
      memoryMegabytes: 256,
      timeoutSeconds: 60,
      logLevel: 'INFO',
      batchRecords: 5,
      batchingWindowSeconds: 0,
      parallelizationFactor: 1,
      maxRetries: 5,
      maxRecordAgeSeconds: 43_200,
      startingPosition: 'TRIM_HORIZON',
    },
    {
      name: 'audit',
      sink: 'log',
      logPayload: false,
      memoryMegabytes: 256,
      timeoutSeconds: 60,
      logLevel: 'INFO',
      batchRecords: 5,
      batchingWindowSeconds: 0,
      parallelizationFactor: 1,
      maxRetries: 5,
      maxRecordAgeSeconds: 43_200,
      startingPosition: 'TRIM_HORIZON',
    },
  ],
  logRetentionDays: 14,
};
