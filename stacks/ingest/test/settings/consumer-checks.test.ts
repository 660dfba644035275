import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { type ConsumerSettingsInput, hasFunction } from '../../src/settings/consumer-settings.js';
import { parseSettings } from '../../src/settings/parse-settings.js';
import { problems } from './settings-problems.js';

const [archive, audit] = dev.consumers;
if (archive?.sink !== 'archive' || audit?.sink !== 'log')
  throw new Error('dev has no archive and log consumer');

const withConsumer = (change: Partial<Extract<ConsumerSettingsInput, { sink: 'archive' }>>) => ({
  ...dev,
  consumers: [{ ...archive, ...change }],
});

/** Consumers that differ in their names, with `fanOut` as it is left out. */
const named = (count: number): ConsumerSettingsInput[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `c${index}`,
    sink: 'archive',
    maxRecordAgeSeconds: 43_200,
  }));
const withCapacity = (capacity: object) => ({ ...dev.stream, capacity });

const existing = { capacity: { mode: 'existing', name: 'orders' }, retentionHours: 24 } as const;

describe('consumerList', () => {
  it('lets the first consumer share the reads of the shards, and gives the others fan-out, if fanOut is left out', () => {
    const { consumers } = parseSettings({ ...dev, consumers: named(3) });
    expect(consumers.filter(hasFunction).map(({ fanOut }) => fanOut)).toEqual([false, true, true]);
  });

  it('keeps fanOut as it is set, in every place', () => {
    const set = named(3).map((consumer, index) => ({ ...consumer, fanOut: index === 0 }));
    const { consumers } = parseSettings({ ...dev, consumers: set });
    expect(consumers.filter(hasFunction).map(({ fanOut }) => fanOut)).toEqual([true, false, false]);
  });
});

describe('consumerProblems', () => {
  it('refuses a record age of 86,400 s with 24 h retention', () => {
    expect(problems(withConsumer({ maxRecordAgeSeconds: 86_399 }))).toBe('none');
    expect(problems(withConsumer({ maxRecordAgeSeconds: 86_400 }))).toContain(
      '- consumers.0.maxRecordAgeSeconds is 86400: set it below 86,400 seconds or raise stream.retentionHours (24)',
    );
  });

  it('refuses to quarantine at the age of 43,200 s if Lambda dead-letters at that age', () => {
    expect(problems(withConsumer({ quarantineAfterSeconds: 43_199 }))).toBe('none');
    expect(problems(withConsumer({ quarantineAfterSeconds: 43_200 }))).toContain(
      '- consumers.0.quarantineAfterSeconds is 43200: set it below maxRecordAgeSeconds (43,200)',
    );
  });

  it('refuses a sixth consumer without fanOut: a shard serves 5 reads per second', () => {
    const sharing = (count: number) => named(count).map((consumer) => ({ ...consumer, fanOut: false }));
    expect(problems({ ...dev, consumers: sharing(5) })).toBe('none');
    const fannedOut = sharing(6).map((consumer, index) => ({ ...consumer, fanOut: index === 0 }));
    expect(problems({ ...dev, consumers: fannedOut })).toBe('none');
    expect(problems({ ...dev, consumers: sharing(6) })).toContain(
      '- consumers without fanOut is 6: keep at most 5 or set fanOut on some',
    );
  });

  it('refuses two consumers with the same name', () => {
    expect(problems({ ...dev, consumers: [archive, { ...audit, name: 'archive' }] })).toContain(
      '- consumers.1.name is "archive": choose another',
    );
  });

  it.each([
    ['a provisioned stream', dev.stream, 20],
    ['an On-demand Standard stream', withCapacity({ mode: 'on-demand' }), 20],
    ['an On-demand Advantage stream', withCapacity({ mode: 'on-demand', advantage: true }), 50],
    ['an existing stream, whose mode is unknown,', existing, 50],
  ])('accepts the maximum of consumers with fanOut on %s and refuses one more', (_, stream, max) => {
    // The first consumer shares the reads of the shards.
    const problemsOf = (fannedOut: number) => problems({ ...dev, stream, consumers: named(fannedOut + 1) });
    expect(problemsOf(max - 1)).toBe('none');
    expect(problemsOf(max)).toBe('none');
    expect(problemsOf(max + 1)).toContain(
      `- consumers with fanOut is ${max + 1}: keep at most ${max}: a stream has 20 consumers`,
    );
  });

  it('accepts a filter on an existing stream, and refuses it on the blocks of the producer', () => {
    const filtered = withConsumer({ filter: [{ data: { level: ['error'] } }] });
    expect(problems(filtered)).toMatch(
      /- consumers\.0\.filter is \[{"data":{"level":\["error"\]}}\]: remove it, or set producer\.wire to 'plain': a filter matches Kinesis records of one uncompressed JSON document each/,
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

  it('accepts AT_TIMESTAMP with a time, and refuses each without the other', () => {
    const startingTimestamp = '2026-11-28T09:00:00Z';
    expect(problems(withConsumer({ startingPosition: 'AT_TIMESTAMP', startingTimestamp }))).toBe('none');
    expect(problems(withConsumer({ startingPosition: 'AT_TIMESTAMP' }))).toContain(
      '- consumers.0.startingTimestamp is missing: add it',
    );
    expect(problems(withConsumer({ startingPosition: 'TRIM_HORIZON', startingTimestamp }))).toContain(
      `- consumers.0.startingTimestamp is "${startingTimestamp}": remove it, or set startingPosition to 'AT_TIMESTAMP'`,
    );
  });

  it.each([
    ['a fraction of a second', '2026-11-28T09:00:00.123456789Z'],
    ['an offset', '2026-11-28T23:30:00+05:30'],
    ['the last day of a leap year', '2028-02-29T00:00:00Z'],
  ])('accepts a time with %s', (_, startingTimestamp) => {
    expect(problems(withConsumer({ startingPosition: 'AT_TIMESTAMP', startingTimestamp }))).toBe('none');
  });

  it.each([
    ['no offset', '2026-11-28T09:00:00'],
    ['no time of day', '2026-11-28'],
    ['a day that its month lacks', '2026-02-29T00:00:00Z'],
    ['hour 24', '2026-11-28T24:00:00Z'],
    ['an offset of 24 hours', '2026-11-28T09:00:00+24:00'],
    ['a space instead of T', '2026-11-28 09:00:00Z'],
  ])('refuses a time with %s', (_, startingTimestamp) => {
    expect(problems(withConsumer({ startingPosition: 'AT_TIMESTAMP', startingTimestamp }))).toContain(
      `- consumers.0.startingTimestamp is "${startingTimestamp}": set it to the time from which the mapping reads, in RFC 3339`,
    );
  });
});
