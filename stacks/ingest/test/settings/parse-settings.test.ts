import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import type { ConsumerSettingsInput } from '../../src/settings/consumer-settings.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { parseSettings } from '../../src/settings/parse-settings.js';

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

const existing = { capacity: { mode: 'existing', name: 'orders' }, retentionHours: 24 } as const;

/** The message of the error that the settings cause; `none` if they are valid. */
const problems = (settings: unknown): string => {
  try {
    parseSettings(settings as IngestSettingsInput);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

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
    [
      '16 slots for 20 shards',
      {
        ...withShards(20),
        producer: { ...dev.producer, partitionStrategy: 'field', partitionField: '/user' },
      },
      'producer.partitionSlots is 16: set it to at least 20',
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
      encryption: { key: 'own', rotationDays: 365 },
      stream: { capacity: { mode: 'on-demand' }, retentionHours: 168 },
      buckets: { suffixes: ['.txt'], destroyWithContents: false },
      producer: { timeoutSeconds: 900 },
      consumers: [{ batchRecords: 4, maxRetries: 10, startingPosition: 'TRIM_HORIZON' }],
    });
  });

  it.each([
    ['stream.capacity.shardCount', withShards, 1, 20_000],
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
        'retries before a Kinesis record is dead-lettered. Endless retries (-1) are refused: ' +
        'one bad Kinesis record would block its shard until it expires.',
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
        '- stream.retentionhours is "retentionhours": remove it or correct its name: there is no such setting.',
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
      "set its sink to 'archive' or 'log'",
    );
  });
});

describe('parseSettings, constraints between settings', () => {
  it('refuses a record age of 86,400 s with 24 h retention', () => {
    expect(problems(withConsumer({ maxRecordAgeSeconds: 86_399 }))).toBe('none');
    expect(problems(withConsumer({ maxRecordAgeSeconds: 86_400 }))).toContain(
      '- consumers.0.maxRecordAgeSeconds is 86400: set it below 86,400 seconds or raise stream.retentionHours (24)',
    );
  });

  it('refuses a batch of 5 incompressible Kinesis records, which exceeds 6 MiB in base64', () => {
    expect(problems(withConsumer({ batchRecords: 4 }))).toBe('none');
    expect(problems(withConsumer({ batchRecords: 5 }))).toContain(
      '- consumers.0.batchRecords is 5: set it to at most 4',
    );
  });

  it('refuses a sixth consumer without fanOut: a shard serves 5 reads per second', () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...archive, name: `c${index}` }));
    expect(problems({ ...dev, consumers: named(5) })).toBe('none');
    const fannedOut = named(6).map((consumer, index) => ({ ...consumer, fanOut: index === 0 }));
    expect(problems({ ...dev, consumers: fannedOut })).toBe('none');
    expect(problems({ ...dev, consumers: named(6) })).toContain(
      '- consumers without fanOut is 6: keep at most 5 or set fanOut on some',
    );
  });

  it('refuses two consumers with the same name', () => {
    expect(problems({ ...dev, consumers: [archive, { ...audit, name: 'archive' }] })).toContain(
      '- consumers.1.name is "archive": choose another',
    );
  });

  it('refuses suffixes that overlap', () => {
    expect(problems(withBuckets({ suffixes: ['.txt', '.csv'] }))).toBe('none');
    expect(problems(withBuckets({ suffixes: ['.txt', '.log.txt'] }))).toContain(
      '- buckets.suffixes.1 is ".log.txt": remove it: another suffix already matches these keys',
    );
    expect(problems(withBuckets({ suffixes: ['.txt', '.txt'] }))).toContain('remove it');
  });

  it('accepts a bucket name of 63 characters and refuses one of 64', () => {
    const named = (prefixCharacters: number) => ({ ...dev, namePrefix: 'p'.repeat(prefixCharacters) });
    const fixed = '-ingest-dev-failures-123456789012-us-east-1'.length;
    expect(problems(named(63 - fixed))).toBe('none');
    expect(problems(named(64 - fixed))).toMatch(
      /shorten it or .*: the name of the failures bucket would have 64 characters, and AWS allows 63/,
    );
  });

  it('accepts a filter on an existing stream, and refuses it on the blocks of the producer', () => {
    const filtered = withConsumer({ filter: [{ data: { level: ['error'] } }] });
    expect(problems(filtered)).toMatch(
      /- consumers\.0\.filter is \[{"data":{"level":\["error"\]}}\]: remove it: a filter matches Kinesis records of one uncompressed JSON document each/,
    );
    expect(problems({ ...filtered, stream: existing })).toBe('none');
  });

  it.each([
    ['no pattern', []],
    ['six patterns', Array.from({ length: 6 }, () => ({ data: { level: ['error'] } }))],
    ['a value that is not a list', [{ data: { level: 'error' } }]],
    ['an empty pattern', [{ data: {} }]],
    ['a pattern for more than data', [{ data: { a: [1] }, partitionKey: ['x'] }]],
    ['a pattern of 4,097 characters', [{ data: { a: ['x'.repeat(4_097 - '{"data":{"a":[""]}}'.length)] } }]],
  ])('refuses a filter of %s', (_, filter) => {
    const settings = { ...withConsumer({ filter } as never), stream: existing };
    expect(problems(settings)).toMatch(
      /- consumers\.0\.filter.* set it to at most 5 patterns|no such setting/,
    );
  });

  it('accepts a filter pattern of 4,096 characters', () => {
    const filter = [{ data: { a: ['x'.repeat(4_096 - '{"data":{"a":[""]}}'.length)] } }];
    expect(problems({ ...withConsumer({ filter }), stream: existing })).toBe('none');
  });

  it('refuses a topic without a customer managed key', () => {
    expect(problems({ ...dev, alarms: { ...dev.alarms, ownTopic: true } })).toContain(
      "- alarms.ownTopic is true: set it to false, or encryption.key to 'own' or 'existing'",
    );
  });
});
