import { type Failure, groupFailures } from '@headwaters/recovery';
import { describe, expect, it } from '@jest/globals';
import { FailureFiles } from '../../src/failures/failure-files.js';
import { failureAsJson, formatFailures } from '../../src/failures/format-failures.js';

const failure = (overrides: Partial<Failure>): Failure => ({
  key: 'aws/lambda/mapping/shard/1',
  kind: 'batch',
  actor: 'archive',
  at: new Date('2026-11-30T10:00:00Z'),
  ageSeconds: 7_500,
  code: 'RetryAttemptsExhausted',
  message: 'invocations: 3',
  recordCount: 2,
  bytes: 1_500,
  sources: [],
  foreignCount: 0,
  unreadableCount: 0,
  ...overrides,
});
const source = (key: string, ...starts: readonly number[]) => ({
  source: { bucket: 'source', key },
  ranges: starts.map((start) => ({ start, end: start + 100 })),
});

async function format(...failures: readonly Failure[]): Promise<string[]> {
  const files = new FailureFiles();
  const groups = await groupFailures(
    files.note(
      (async function* () {
        for (const each of failures) yield await Promise.resolve(each);
      })(),
    ),
  );
  return formatFailures(groups.map((group) => ({ ...group, files: files.of(group) }))).split('\n');
}

describe('formatFailures', () => {
  it('says that there are none', async () => {
    expect(await format()).toEqual(['There are no failures.']);
  });

  it('prints each cause with counts, bytes, ages, files, ranges and the newest message', async () => {
    const older = failure({ sources: [source('a.txt', 0), source('b.txt', 0, 200, 400, 600)] });
    const newer = failure({
      at: new Date('2026-11-30T11:00:00Z'),
      ageSeconds: 45,
      sources: [source('a.txt', 100)],
      message: 'invocations: 9',
      foreignCount: 1,
      unreadableCount: 1,
    });
    const upload = failure({
      ...{ kind: 'upload', actor: 'producer', code: 'HEADWATERS_OBJECT_UNAVAILABLE' },
      ...{ recordCount: 0, bytes: 0, message: 'AccessDenied' },
      sources: [source('c.txt')],
    });
    expect(await format(older, newer, upload)).toEqual([
      'archive: RetryAttemptsExhausted (dead-lettered by Lambda)',
      "  4 Kinesis records in 2 objects, 3 kB, 1 of other programs, 1 that can't be decoded, oldest 2 h 5 min ago, newest 45 s ago",
      '  s3://source/a.txt, bytes 0 to 199',
      '  s3://source/b.txt, bytes 0 to 99, bytes 200 to 299, bytes 400 to 499, and 1 more range',
      '  newest: invocations: 9',
      '',
      'producer: HEADWATERS_OBJECT_UNAVAILABLE (uploads that the producer failed on)',
      '  1 failed event, oldest 2 h 5 min ago, newest 2 h 5 min ago',
      '  s3://source/c.txt',
      '  newest: AccessDenied',
    ]);
  });

  it('prints five files of a cause, and how many others there are', async () => {
    const sources = Array.from({ length: 8 }, (_, index) => source(`${index}.txt`, 0));
    const lines = await format(failure({ sources }));
    expect(lines.filter((line) => line.includes('s3://'))).toHaveLength(5);
    expect(lines).toContain('  and 3 more files; --json lists all of them');
  });

  it('escapes control characters of keys and messages', async () => {
    const lines = await format(failure({ message: 'no\n\u001b[2J', sources: [source('a\nb', 0)] }));
    expect(lines.slice(2)).toEqual([
      '  s3://source/a\\u000ab, bytes 0 to 99',
      '  newest: no\\u000a\\u001b[2J',
    ]);
  });
});

describe('failureAsJson', () => {
  it('has the time in ISO 8601 and the address of each file', () => {
    expect(
      JSON.parse(JSON.stringify(failureAsJson(failure({ sources: [source('a.txt', 0)] })))),
    ).toMatchObject({
      type: 'failure',
      at: '2026-11-30T10:00:00.000Z',
      key: 'aws/lambda/mapping/shard/1',
      sources: [
        { uri: 's3://source/a.txt', bucket: 'source', key: 'a.txt', ranges: [{ start: 0, end: 100 }] },
      ],
    });
  });
});
