import { describe, expect, it } from '@jest/globals';
import { errorOfLogLine } from '../../../src/server/flow/function-record.js';

describe('errorOfLogLine', () => {
  it.each([
    [
      '{"level":"ERROR","message":"No","error":{"name":"AccessDenied","message":"Denied"}}',
      'AccessDenied: Denied',
    ],
    ['{"level":"ERROR","message":"No","error":{"message":"Denied"}}', 'Denied'],
    ['{"level":"ERROR","message":"No"}', 'No'],
    ['{"level":"INFO","message":"ERROR"}', undefined],
    ['{"level":"INFO","message":"about \\"ERROR\\""}', undefined],
    ['"ERROR" {', undefined],
    ['END RequestId: 1', undefined],
  ])('reads %s as %s', (line, error) => {
    expect(errorOfLogLine(line)).toBe(error);
  });
});
