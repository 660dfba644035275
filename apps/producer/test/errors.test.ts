import { CorruptInputError, InvalidOptionError, LimitExceededError } from '@headwaters/record-codec';
import { serviceError } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import {
  ObjectReadError,
  ObjectUnavailableError,
  UploadsFailedError,
  isObjectFault,
  isRefusal,
} from '../src/errors.js';

describe('isRefusal', () => {
  it.each([400, 403, 404, 412, 499])('is true for status %i', (status) => {
    expect(isRefusal(serviceError('SomeError', status))).toBe(true);
  });

  it.each([304, 399, 408, 429, 500, 503])('is false for status %i', (status) => {
    expect(isRefusal(serviceError('SomeError', status))).toBe(false);
  });

  it.each(['ThrottlingException', 'SlowDown', 'RequestTimeTooSkewed', 'OperationAborted'])(
    'is false for %s with status 400',
    (name) => {
      expect(isRefusal(serviceError(name, 400))).toBe(false);
    },
  );

  it('is false without a status: the outcome is unknown', () => {
    expect([new Error('socket hang up'), 'a string', undefined].filter(isRefusal)).toEqual([]);
  });
});

describe('isObjectFault', () => {
  it.each([
    new CorruptInputError('The gzip data is corrupt', 7),
    new LimitExceededError({ subject: 'metadata of a block', actualBytes: 2, limitBytes: 1 }, ''),
  ])('is true for $code', (error) => {
    expect(isObjectFault(error)).toBe(true);
  });

  it.each([
    new ObjectUnavailableError('NoSuchKey', {}),
    new ObjectReadError(7, {}),
    new InvalidOptionError('cellBytes'),
    new Error('SlowDown'),
  ])('is false for %s', (error) => {
    expect(isObjectFault(error)).toBe(false);
  });
});

describe('UploadsFailedError', () => {
  it('names each object that the event identifies, with its reason, and has the first reason as cause', () => {
    const [first, second] = [new Error('no time'), new Error('not a notification')];
    const source = { bucket: 'uploads', key: 'a b.txt', versionId: 'v1' };
    const error = new UploadsFailedError(
      [
        { source, error: first, messageIds: [] },
        { error: second, messageIds: [] },
      ],
      3,
    );
    expect(error.message).toBe(
      '2 of 3 uploads failed: s3://uploads/a b.txt?versionId=v1: no time | not a notification',
    );
    expect(error.cause).toBe(first);
  });
});
