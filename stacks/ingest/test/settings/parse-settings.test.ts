import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import type { ConsumerSettingsInput } from '../../src/settings/consumer-settings.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { parseSettings } from '../../src/settings/parse-settings.js';
import { problems } from './settings-problems.js';

const [archive, audit] = dev.consumers;
if (archive?.sink !== 'archive' || audit?.sink !== 'log')
  throw new Error('dev has no archive and log consumer');

const withStream = (change: Partial<IngestSettingsInput['stream']>) => ({
  ...dev,
  stream: { ...dev.stream, ...change },
});
const withShards = (shardCount: number) => withStream({ capacity: { mode: 'provisioned', shardCount } });
const withProducer = (change: Partial<IngestSettingsInput['producer']>) => ({
  ...dev,
  producer: { ...dev.producer, ...change },
});
const withConsumer = (change: Partial<Extract<ConsumerSettingsInput, { sink: 'archive' }>>) => ({
  ...dev,
  consumers: [{ ...archive, ...change }],
});
const withBuckets = (change: Partial<IngestSettingsInput['buckets']>) => ({
  ...dev,
  buckets: { ...dev.buckets, ...change },
});

describe('parseSettings', () => {
  it('returns the dev and prod environments unchanged', () => {
    expect(parseSettings(dev)).toEqual(dev);
    expect(parseSettings(prod)).toEqual(prod);
  });

  it.each([
    [
      'a field of JSON lines that is not a JSON pointer',
      withProducer({ partitionStrategy: 'field', partitionField: 'user' }),
      'producer.partitionField is "user": must be a JSON pointer such as /user/id',
    ],
    [
      'no field',
      withProducer({ partitionStrategy: 'field' }),
      'producer.partitionField is missing: must be a JSON pointer',
    ],
    [
      'a column name without a header row',
      withProducer({ partitionStrategy: 'field', recordLayout: 'csv', partitionField: 'user' }),
      'producer.partitionField is "user": must be a 0-based column index',
    ],
    [
      'a field of whole-file records',
      withProducer({ partitionStrategy: 'field', recordLayout: 'whole', partitionField: '/user' }),
      'producer.partitionStrategy is "field": must be object or spread',
    ],
    [
      'a header row of lines',
      withProducer({ csvHeader: 'first-row' }),
      'producer.csvHeader is "first-row": must be none',
    ],
    [
      '501 slots',
      withProducer({ partitionSlots: 501 }),
      'producer.partitionSlots is 501: set it to a whole number of slots from 1 to 500',
    ],
  ])('refuses %s, and advises what to change', (_, settings, message) => {
    expect(problems(settings)).toContain(message);
  });

  it('requires only environment, region and consumers, and defaults to settings for production data', () => {
    const minimal = {
      environment: 'lab',
      region: 'eu-west-1',
      consumers: [{ name: 'archive', sink: 'archive' }],
    };
    expect(parseSettings(minimal as IngestSettingsInput)).toMatchObject({
      deletionProtection: true,
      state: { kind: 's3' },
      encryption: { key: 'own', rotationDays: 365 },
      stream: { capacity: { mode: 'on-demand' }, retentionHours: 168 },
      buckets: { trigger: 'notification', destroyWithContents: false },
      producer: { timeoutSeconds: 900 },
      consumers: [
        {
          batchRecords: 100,
          batchingWindowSeconds: 1,
          maxRecordAgeSeconds: 259_200,
          quarantineAfterSeconds: 3_600,
          startingPosition: 'TRIM_HORIZON',
        },
      ],
    });
  });

  it.each([
    ['stream.capacity.shardCount', withShards, 1, 20_000],
    [
      'stream.capacity.targetUsePercent',
      (targetUsePercent: number) =>
        withStream({
          capacity: { mode: 'provisioned-by-load', recordBytes: 1, recordsPerSecond: 1, targetUsePercent },
        }),
      1,
      99,
    ],
    ['stream.retentionHours', (retentionHours: number) => withStream({ retentionHours }), 24, 8_760],
    ['producer.memoryMegabytes', (memoryMegabytes: number) => withProducer({ memoryMegabytes }), 128, 10_240],
    ['producer.timeoutSeconds', (timeoutSeconds: number) => withProducer({ timeoutSeconds }), 1, 900],
    ['producer.maxRetries', (maxRetries: number) => withProducer({ maxRetries }), 0, 2],
    ['producer.maxEventAgeSeconds', (age: number) => withProducer({ maxEventAgeSeconds: age }), 60, 21_600],
    [
      'consumers.0.batchingWindowSeconds',
      (window: number) => withConsumer({ batchingWindowSeconds: window }),
      0,
      300,
    ],
    [
      'consumers.0.parallelizationFactor',
      (factor: number) => withConsumer({ parallelizationFactor: factor }),
      1,
      10,
    ],
    ['consumers.0.maxRetries', (maxRetries: number) => withConsumer({ maxRetries }), 0, 10_000],
    ['consumers.0.batchRecords', (batchRecords: number) => withConsumer({ batchRecords }), 1, 10_000],
    ['buckets.failureDays', (failureDays: number) => withBuckets({ failureDays }), 1, 3_650],
    ['buckets.receiptDays', (receiptDays: number) => withBuckets({ receiptDays }), 1, 3_650],
  ])(
    'accepts the minimum and the maximum of %s, and refuses one below and one above',
    (setting, settings, min, max) => {
      expect(problems(settings(min))).toBe('none');
      expect(problems(settings(max))).toBe('none');
      const range = `from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;
      for (const beyond of [min - 1, max + 1]) {
        expect(problems(settings(beyond))).toContain(
          `- ${setting} is ${beyond}: set it to a whole number of`,
        );
        expect(problems(settings(beyond))).toContain(range);
      }
    },
  );

  it('explains a range', () => {
    expect(problems(withConsumer({ maxRetries: -1 }))).toBe(
      'The settings are invalid:\n' +
        '- consumers.0.maxRetries is -1: set it to a whole number of retries from 0 to 10,000: ' +
        'retries of a batch before Lambda dead-letters it. If left out, Lambda retries until maxRecordAgeSeconds, ' +
        'so that an outage leaves nothing to repair.',
    );
  });

  it('names every invalid setting', () => {
    expect(problems({ ...withShards(0), logRetentionDays: 15 })).toMatch(
      /- stream\.capacity\.shardCount is 0: .*\n- logRetentionDays is 15: set it to one of 1, 3, 5/,
    );
  });

  it('names a missing setting and an unknown one', () => {
    const rest = Object.fromEntries(Object.entries(dev).filter(([name]) => name !== 'environment'));
    expect(problems({ ...rest, stream: { retentionhours: 48 } })).toBe(
      'The settings are invalid:\n' +
        '- environment is missing: add it.\n' +
        '- stream.retentionhours is 48: remove it or correct its name: there is no such setting.',
    );
  });

  it.each([
    ['an empty list', []],
    ['an id of 11 digits', ['11112222333']],
    ['an id with hyphens', ['1111-2222-3333']],
  ])('refuses %s of allowed accounts', (_, allowedAccountIds) => {
    expect(problems({ ...dev, allowedAccountIds })).toContain('allowedAccountIds');
  });

  it('refuses a name prefix that is invalid in bucket names', () => {
    for (const namePrefix of ['', 'Upper', 'under_score', '-start', 'end-', 'double--hyphen']) {
      expect(problems({ ...dev, namePrefix })).toContain(
        `- namePrefix is "${namePrefix}": set it to 1 to 24`,
      );
    }
  });

  it('lists the sinks if one is unknown', () => {
    expect(problems({ ...dev, consumers: [{ ...archive, sink: 'paper' }] })).toContain(
      "set its sink to 'archive', 'log', 'dynamodb', 'parquet' or 'firehose'",
    );
  });
});

describe('parseSettings, constraints between settings', () => {
  it('refuses suffixes that overlap', () => {
    expect(problems(withBuckets({ suffixes: ['.txt', '.csv'] }))).toBe('none');
    expect(problems(withBuckets({ suffixes: ['.txt', '.log.txt'] }))).toContain(
      '- buckets.suffixes.1 is ".log.txt": change or remove it: it overlaps buckets.suffixes.0, and S3 refuses overlapping filters',
    );
    expect(problems(withBuckets({ suffixes: ['.txt', '.txt'] }))).toContain('remove it');
  });

  it('refuses suffixes with characters that a filter of S3 needs URL-encoded', () => {
    expect(problems(withBuckets({ suffixes: ["!-_.'()/aZ09"] }))).toBe('none');
    const accepted = ['', ' .txt', 'a+b', 'a&b', 'ä', '*.txt', '%20'].filter(
      (suffix) => !problems(withBuckets({ suffixes: [suffix] })).includes('buckets.suffixes.0'),
    );
    expect(accepted).toEqual([]);
  });

  it('accepts a bucket name of 63 characters and refuses one of 64', () => {
    const named = (prefixCharacters: number) => ({ ...dev, namePrefix: 'p'.repeat(prefixCharacters) });
    const fixed = '-ingest-dev-failures-123456789012-us-east-1'.length;
    expect(problems(named(63 - fixed))).toBe('none');
    expect(problems(named(64 - fixed))).toMatch(
      /shorten it or .*: the name of the failures bucket would have 64 characters, and AWS allows 63/,
    );
  });

  it('accepts a role name of 64 characters and refuses one of 65', () => {
    const named = (name: string) => ({ ...dev, consumers: [{ ...archive, name }] });
    const fixed = 'headwaters-ingest-dev-consumer--us-east-1'.length;
    expect(problems({ ...named('c'.repeat(20)), namePrefix: 'p'.repeat(10 + 64 - fixed - 20) })).toBe('none');
    expect(problems({ ...named('c'.repeat(20)), namePrefix: 'p'.repeat(10 + 65 - fixed - 20) })).toContain(
      `the name of the role of consumer ${'c'.repeat(20)} would have 65 characters, and AWS allows 64`,
    );
  });

  it('refuses local state with deletionProtection, and accepts either alone', () => {
    const withState = (kind: 'local' | 's3', deletionProtection: boolean) =>
      problems({ ...dev, state: { kind }, deletionProtection });
    expect(withState('local', true)).toContain(
      '- state.kind is "local": set it to \'s3\' with the bucket that `npm run state:bootstrap` creates, or deletionProtection to false',
    );
    expect(withState('local', false)).toBe('none');
    expect(withState('s3', true)).toBe('none');
  });

  it.each(['ab', 'Upper', 'under_score', '-start', 'x'.repeat(64)])(
    'refuses the state bucket %s',
    (bucket) => {
      expect(problems({ ...dev, state: { kind: 's3', bucket } })).toContain(
        `- state.bucket is "${bucket}": set it to the bucket name that`,
      );
    },
  );

  it('accepts a state bucket of 3 and of 63 characters', () => {
    for (const bucket of ['abc', 'x'.repeat(63)]) {
      expect(problems({ ...dev, state: { kind: 's3', bucket } })).toBe('none');
    }
  });

  it('refuses a topic without a customer managed key', () => {
    expect(problems({ ...dev, alarms: { ...dev.alarms, ownTopic: true } })).toContain(
      "- alarms.ownTopic is true: set it to false, or encryption.key to 'own' or 'existing'",
    );
  });
});
