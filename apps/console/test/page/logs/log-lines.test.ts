import { describe, expect, it } from '@jest/globals';
import { filterLines, readLogLine } from '../../../src/page/logs/log-lines.js';

const lines = [
  { id: 1, at: 0, functionName: 'producer', line: 'Object published' },
  { id: 2, at: 0, functionName: 'audit', line: 'Block of a.txt' },
  { id: 3, at: 0, functionName: 'audit', line: 'block of b.txt' },
];
const idsOf = (filter: { functionName: string; text: string }, most = 10) =>
  filterLines(lines, filter, most).map(({ id }) => id);

describe('filterLines', () => {
  it('matches text case-insensitively', () => {
    expect(idsOf({ functionName: '', text: 'BLOCK' })).toEqual([2, 3]);
  });

  it('returns the lines of one function', () => {
    expect(idsOf({ functionName: 'producer', text: '' })).toEqual([1]);
  });

  it('keeps the latest lines above the maximum', () => {
    expect(idsOf({ functionName: '', text: '' }, 2)).toEqual([2, 3]);
  });
});

describe('readLogLine', () => {
  it.each([
    ['START RequestId: 1 Version: $LATEST', 'RUNTIME', 'START RequestId: 1 Version: $LATEST'],
    ['just text', '', 'just text'],
    ['{not json', '', '{not json'],
    ['{"level":"INFO","message":"Block","service":"consumer","offset":0}', 'INFO', 'Block offset=0'],
    ['{"_aws":{"Timestamp":1},"service":"consumer","BlocksAccepted":2}', 'METRIC', 'BlocksAccepted=2'],
    [
      '{"level":"ERROR","message":"No","error":{"name":"AccessDenied","message":"Denied","stack":"at x"}}',
      'ERROR',
      'No error=AccessDenied: Denied',
    ],
  ])('reads %s as %s', (line, level, text) => {
    expect(readLogLine(line)).toEqual({ level, text });
  });
});
