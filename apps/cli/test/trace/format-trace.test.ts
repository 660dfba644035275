import type { Trace } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import { formatTrace, isTraceUnknown, traceAsJson } from '../../src/trace/format-trace.js';

const at = '2026-11-23T10:00:00.000Z';
const trace: Trace = {
  source: { bucket: 'uploads', key: 'a b.txt' },
  uploadedAt: undefined,
  sizeBytes: undefined,
  wire: undefined,
  complete: false,
  producer: { complete: false, bytes: 30, gaps: [] },
  consumers: [
    {
      name: 'a',
      complete: false,
      bytes: 1_030,
      gaps: [
        { start: 10, end: 11, state: 'dead-lettered', at, why: 'RecordAgeExceeded, invocations: 1' },
        { start: 11, end: 15, state: 'discarded', at, why: 'test data, by arn:aws:iam::1:user/ann' },
        { start: 20, end: 30, state: 'quarantined', at, why: 'HEADWATERS_SINK_REFUSED: no such table' },
        {
          start: 30,
          end: Infinity,
          state: 'missing',
          at: undefined,
          why: 'no receipt from the producer yet',
        },
      ],
      unreadable: [
        { state: 'dead-lettered', functionName: 'f', at, why: 'x', count: 2, key: 'aws/lambda/1' },
        { state: 'quarantined', consumer: 'a', at, why: 'y', count: 1, key: 'quarantine/a/1.json' },
      ],
    },
  ],
};

describe('formatTrace', () => {
  it('prints a key with a line feed on one line', () => {
    const [line] = formatTrace({ ...trace, source: { bucket: 'uploads', key: 'a\nb' } }).split('\n');
    expect(line).toMatch(/^s3:\/\/uploads\/a\\u000ab: /);
  });

  it('prints a line for each actor and each gap, with the last byte of the gap included', () => {
    expect(formatTrace(trace)).toBe(
      [
        's3://uploads/a b.txt: not complete, size not known yet',
        '  producer  NOT COMPLETE, 30 bytes published',
        '  a         NOT COMPLETE, 1,030 bytes accepted',
        `    dead-lettered bytes 10 to 10 at ${at}: RecordAgeExceeded, invocations: 1`,
        `    discarded bytes 11 to 14 at ${at}: test data, by arn:aws:iam::1:user/ann`,
        `    quarantined bytes 20 to 29 at ${at}: HEADWATERS_SINK_REFUSED: no such table`,
        '    missing bytes from 30: no receipt from the producer yet',
        `    damaged Kinesis records, possibly of this file: 2, dead-lettered at ${at}: x; see aws/lambda/1`,
        `    damaged Kinesis records, possibly of this file: 1, quarantined at ${at}: y; see quarantine/a/1.json`,
        '',
      ].join('\n'),
    );
  });
});

describe('a trace of records that are sent without offsets', () => {
  const why = 'published with the value of a field as partition key';
  const unknown: Trace = {
    source: { bucket: 'uploads', key: 'a.txt' },
    uploadedAt: undefined,
    sizeBytes: 30,
    wire: { profile: 'plain', hasOffsets: false },
    complete: false,
    producer: { complete: true, bytes: 30, gaps: [] },
    consumers: [
      {
        ...{ name: 'a', complete: false, bytes: 10, unreadable: [] },
        gaps: [{ start: 10, end: 30, state: 'unknown', at, why }],
      },
    ],
  };

  it('says that it is unknown which bytes a consumer has', () => {
    expect(formatTrace(unknown)).toBe(
      [
        's3://uploads/a.txt: unknown whether it is complete, 30 bytes',
        '  producer  complete, 30 bytes published',
        '  a         UNKNOWN, 10 bytes accepted',
        `    unknown bytes 10 to 29 at ${at}: ${why}`,
        '',
      ].join('\n'),
    );
    expect(traceAsJson(unknown)).toMatchObject({
      complete: false,
      unknown: true,
      wire: { profile: 'plain', hasOffsets: false },
    });
  });

  it('is not unknown but incomplete if other bytes are missing', () => {
    const [consumer] = unknown.consumers;
    if (consumer === undefined) throw new Error('no consumer');
    const missing = { start: 0, end: 10, state: 'missing', at, why } as const;
    const gaps = [missing, ...consumer.gaps];
    const incomplete = { ...unknown, consumers: [{ ...consumer, gaps }] };
    expect(isTraceUnknown(unknown)).toBe(true);
    expect(isTraceUnknown(incomplete)).toBe(false);
    expect(isTraceUnknown({ ...unknown, producer: { ...unknown.producer, complete: false } })).toBe(false);
    expect(formatTrace(incomplete)).toMatch(/^s3:\/\/uploads\/a.txt: not complete/);
  });
});

describe('traceAsJson', () => {
  it('writes null for unknown values', () => {
    expect(JSON.parse(JSON.stringify(traceAsJson(trace)))).toMatchObject({
      uploadedAt: null,
      sizeBytes: null,
      consumers: [
        {
          gaps: [
            { end: 11, at },
            { state: 'discarded', end: 15, why: 'test data, by arn:aws:iam::1:user/ann' },
            { end: 30, at },
            { start: 30, end: null, at: null },
          ],
        },
      ],
    });
  });
});
