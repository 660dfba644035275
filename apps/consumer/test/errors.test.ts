import {
  CorruptRecordError,
  LimitExceededError,
  UnsupportedFormatError,
  ZstdUnavailableError,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { SinkRefusalError, StreamEventError, isPermanent } from '../src/errors.js';

describe('isPermanent', () => {
  it.each([
    new CorruptRecordError('damaged'),
    new LimitExceededError({ subject: 'body', actualBytes: 2, limitBytes: 1 }, ''),
    new UnsupportedFormatError('format version 2'),
    new StreamEventError('not a Kinesis event'),
    new SinkRefusalError('no longer exists'),
  ])('is true for $code', (error) => {
    expect(isPermanent(error)).toBe(true);
  });

  it.each([new ZstdUnavailableError(), new Error('SlowDown'), 'a string', undefined])(
    'is false for %s: another delivery, or another runtime, can succeed',
    (error) => {
      expect(isPermanent(error)).toBe(false);
    },
  );
});
