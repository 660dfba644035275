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

  it('requires ARCHIVE_BUCKET for the archive sink', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'archive' })).toThrow(
      /ARCHIVE_BUCKET is missing/,
    );
  });

  it('rejects an unknown sink and lists the valid ones', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'paper' })).toThrow(
      /SINK must be one of: log, archive/,
    );
  });
});
