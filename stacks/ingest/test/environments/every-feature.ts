import { dev } from '../../src/environments/dev.js';
import type { ConsumerSettingsInput } from '../../src/settings/consumer-settings.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';

/** Without suffixes: the rules of uploads take their place. */
export const bucketsOfRules = {
  replacedVersionDays: dev.buckets.replacedVersionDays,
  failureDays: dev.buckets.failureDays,
  receiptDays: dev.buckets.receiptDays,
  destroyWithContents: true,
} satisfies IngestSettingsInput['buckets'];

const shared = { maxRecordAgeSeconds: 43_200, fanOut: false } as const;

const consumers: readonly ConsumerSettingsInput[] = [
  { ...shared, name: 'archive', sink: 'archive', fanOut: true },
  {
    ...shared,
    name: 'latest',
    sink: 'dynamodb',
    table: { keyField: '/user/id', sortField: '/at', sortType: 'number', versionField: '/version' },
  },
  {
    ...shared,
    name: 'history',
    sink: 'dynamodb',
    fanOut: true,
    records: { format: 'csv', csvColumns: ['user', 'at'], csvDelimiter: ';' },
    table: { mode: 'append', keyField: 'user' },
  },
  {
    ...shared,
    name: 'warehouse',
    sink: 'parquet',
    parquet: {
      columns: [
        { name: 'user_id', type: 'string', field: '/user/id' },
        { name: 'at', type: 'timestamp' },
        { name: 'amount', type: 'integer' },
      ],
      line: true,
      partition: 'hour',
      keyDate: 'in/YYYY/MM/DD/HH/',
    },
  },
  { ...shared, name: 'lake', sink: 'parquet', fanOut: true },
  { ...shared, name: 'forward', sink: 'firehose' },
  { ...shared, name: 'partner', sink: 'firehose', fanOut: true, deliveryStream: 'partner-events' },
  { name: 'raw', sink: 'delivery' },
  {
    name: 'dwh',
    sink: 'delivery',
    redshift: {
      jdbcUrl: 'jdbc:redshift://example.abc123.us-east-1.redshift.amazonaws.com:5439/dev',
      secretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dwh-a1b2c3',
      table: 'public.events',
      columns: 'user_id, at',
    },
  },
];

/** Every sink, an own key, versions, the wire plain, and uploads by rules of EventBridge of which two overlap. */
export const events: IngestSettingsInput = {
  ...dev,
  environment: 'events',
  encryption: { key: 'own', deletionWindowDays: 7 },
  alarms: { ...dev.alarms, ownTopic: true },
  versions: true,
  buckets: { ...bucketsOfRules, trigger: 'eventbridge' },
  producer: {
    ...dev.producer,
    wire: 'plain',
    recordTerminator: 'remove',
    partitionMissing: 'slot',
    maxExpansionRatio: 1_000,
  },
  uploads: [
    { prefix: 'in/', suffix: '.csv', recordLayout: 'csv', csvHeader: 'first-row', csvDelimiter: 'auto' },
    { prefix: 'in/', suffix: '.json', partitionStrategy: 'field', partitionField: '/user/id' },
    { suffix: '.json', encoding: 'auto' },
    { suffix: '.bin', binary: true },
  ],
  consumers: [...consumers],
};

/** The same by a queue, with the wire kpl, which no consumer with fan-out can read. */
export const queued: IngestSettingsInput = {
  ...events,
  buckets: { ...bucketsOfRules, trigger: 'queue' },
  producer: { ...dev.producer, wire: 'kpl', timeoutSeconds: 120 },
  uploads: [{ prefix: 'in/', suffix: '.json' }, { suffix: '.csv' }],
  consumers: consumers.filter((consumer) => consumer.sink === 'delivery' || consumer.fanOut !== true),
};
