import { serviceError } from '@headwaters/test-kit/fake-s3';
import {
  CorruptRecordError,
  LimitExceededError,
  UnsupportedFormatError,
  ZstdUnavailableError,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import {
  OutOfTimeError,
  SinkRefusalError,
  SinkUnavailableError,
  StreamEventError,
} from '../../src/errors.js';
import { classifyFailure } from '../../src/failure/classify-failure.js';

/** An error as Node.js throws it for a failed system call. */
const systemError = (code: string) => Object.assign(new Error(`connect ${code}`), { code, errno: -1 });

/** An error without a code in the body, as SDK clients of other services throw it. */
const named = (name: string) => Object.assign(new Error(name), { name, $fault: 'client', $metadata: {} });

describe('classifyFailure', () => {
  it.each([
    new CorruptRecordError('damaged'),
    new LimitExceededError({ subject: 'body', actualBytes: 2, limitBytes: 1 }, ''),
    new UnsupportedFormatError('format version 2'),
    new StreamEventError('not base64'),
    new SinkRefusalError('no longer exists'),
  ])('calls $code permanent', (error) => {
    expect(classifyFailure(error)).toBe('permanent');
  });

  it.each([
    new SinkUnavailableError('disk full'),
    new ZstdUnavailableError(),
    // Throttling.
    serviceError('SlowDown', 503),
    serviceError('TooManyRequests', 429),
    named('ProvisionedThroughputExceededException'),
    named('ThrottlingException'),
    Object.assign(named('Busy'), { $retryable: { throttling: true } }),
    // Faults of a service.
    serviceError('InternalError', 500),
    serviceError('NotImplemented', 501),
    serviceError('ServiceUnavailable', 503),
    Object.assign(named('Odd'), { $retryable: {} }),
    serviceError('RequestTimeout', 400),
    serviceError('RequestTimeTooSkewed', 403),
    // Time-outs and connections.
    named('TimeoutError'),
    systemError('ECONNRESET'),
    systemError('ECONNREFUSED'),
    systemError('EPIPE'),
    systemError('ETIMEDOUT'),
    systemError('ENOTFOUND'),
    systemError('EAI_AGAIN'),
    systemError('EHOSTUNREACH'),
    Object.assign(new TypeError('fetch failed'), { cause: systemError('ECONNRESET') }),
    // Access and configuration.
    serviceError('AccessDenied', 403),
    serviceError('Forbidden', 403),
    serviceError('InvalidAccessKeyId', 403),
    serviceError('ExpiredToken', 400),
    named('AccessDeniedException'),
    named('CredentialsProviderError'),
    serviceError('KMS.DisabledException', 400),
    serviceError('KMS.KMSInvalidStateException', 400),
    named('KMSAccessDeniedException'),
    serviceError('NoSuchBucket', 404),
    named('ResourceNotFoundException'),
  ])('calls $name passing: $message', (error) => {
    expect(classifyFailure(error)).toBe('passing');
  });

  it.each([
    serviceError('NoSuchKey', 404),
    serviceError('NoSuchVersion', 404),
    serviceError('InvalidObjectState', 403),
    serviceError('MethodNotAllowed', 405),
    serviceError('InvalidRequest', 400),
    named('ValidationException'),
    systemError('ENOSPC'),
    new OutOfTimeError(),
    new TypeError('x is not a function'),
    Object.assign(new Error('This operation was aborted'), { name: 'AbortError' }),
    'a string',
    undefined,
  ])('calls %s unknown', (error) => {
    expect(classifyFailure(error)).toBe('unknown');
  });
});
