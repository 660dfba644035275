import type { Trace } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import { formatTrace, traceAsJson } from '../../src/trace/format-trace.js';

const at = '2026-11-23T10:00:00.000Z';
const trace: Trace = {
  source: { bucket: 'uploads', key: 'a b.txt' },
  uploadedAt: undefined,
  sizeBytes: undefined,
  complete: false,
  producer: { complete: false, bytes: 30, gaps: [] },
  consumers: [
    {
      name: 'a',
      complete: false,
      bytes: 1_030,
      gaps: [
        { start: 10, end: 11, state: 'dead-lettered', at, why: 'RecordAgeExceeded, invocations: 1' },
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
  it('prints a line for each actor and each gap, with the last byte of the gap included', () => {
    expect(formatTrace(trace)).toBe(
      [
        's3://uploads/a b.txt: not complete, size not known yet',
        '  producer  NOT COMPLETE, 30 bytes published',
        '  a         NOT COMPLETE, 1,030 bytes accepted',
        `    dead-lettered bytes 10 to 10 at ${at}: RecordAgeExceeded, invocations: 1`,
        `    quarantined bytes 20 to 29 at ${at}: HEADWATERS_SINK_REFUSED: no such table`,
        '    missing bytes from 30: no receipt from the producer yet',
        `    damaged Kinesis records, possibly of this file: 2, dead-lettered at ${at}: x; see aws/lambda/1`,
        `    damaged Kinesis records, possibly of this file: 1, quarantined at ${at}: y; see quarantine/a/1.json`,
        '',
      ].join('\n'),
    );
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
            { end: 30, at },
            { start: 30, end: null, at: null },
          ],
        },
      ],
    });
  });
});
