import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

describe('parseConsumerEnvironment', () => {
  it('disables LOG_PAYLOAD by default', () => {
    expect(parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'log' })).toMatchObject({
      LOG_PAYLOAD: false,
    });
    expect(parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'log', LOG_PAYLOAD: 'true' })).toMatchObject({
      LOG_PAYLOAD: true,
    });
  });

  it('quarantines nothing by default, and after 3,600 seconds once there is a failures bucket', () => {
    const variables = { CONSUMER_NAME: 'a', SINK: 'log' };
    expect(parseConsumerEnvironment(variables).FAILURES_BUCKET).toBeUndefined();
    expect(parseConsumerEnvironment({ ...variables, FAILURES_BUCKET: 'failures' })).toMatchObject({
      FAILURES_BUCKET: 'failures',
      QUARANTINE_AFTER_SECONDS: 3_600,
    });
  });

  it.each([
    ['59', /must be at least 60 seconds/],
    ['604801', /must be at most 604800 seconds/],
    ['1h', /must be a whole number of seconds/],
  ])('rejects QUARANTINE_AFTER_SECONDS %s', (value, message) => {
    const variables = { CONSUMER_NAME: 'a', SINK: 'log', QUARANTINE_AFTER_SECONDS: value };
    expect(() => parseConsumerEnvironment(variables)).toThrow(message);
  });

  it.each([60, 604_800])('accepts QUARANTINE_AFTER_SECONDS %i', (seconds) => {
    const variables = { CONSUMER_NAME: 'a', SINK: 'log', QUARANTINE_AFTER_SECONDS: String(seconds) };
    expect(parseConsumerEnvironment(variables).QUARANTINE_AFTER_SECONDS).toBe(seconds);
  });

  it('passes the objects of the canary to the sink unless CANARY_PREFIX is set', () => {
    const variables = { CONSUMER_NAME: 'a', SINK: 'log' };
    expect(parseConsumerEnvironment(variables).CANARY_PREFIX).toBeUndefined();
    expect(parseConsumerEnvironment({ ...variables, CANARY_PREFIX: 'canary/' }).CANARY_PREFIX).toBe(
      'canary/',
    );
    expect(() => parseConsumerEnvironment({ ...variables, CANARY_PREFIX: '' })).toThrow(/CANARY_PREFIX/);
  });

  it('requires ARCHIVE_BUCKET for the archive sink', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'archive' })).toThrow(
      /ARCHIVE_BUCKET is missing/,
    );
  });

  it('rejects an unknown sink and lists the valid ones', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'paper' })).toThrow(
      /SINK must be one of: log, archive, dynamodb, parquet, firehose/,
    );
  });
});
