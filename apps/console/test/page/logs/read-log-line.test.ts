import { describe, expect, it } from '@jest/globals';
import { readLogLine } from '../../../src/page/logs/read-log-line.js';

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
