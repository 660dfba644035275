import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

describe('parseConsumerEnvironment', () => {
  it('keeps payloads out of the log unless asked', () => {
    expect(parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'log' })).toMatchObject({
      LOG_PAYLOAD: false,
    });
    expect(parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'log', LOG_PAYLOAD: 'true' })).toMatchObject({
      LOG_PAYLOAD: true,
    });
  });

  it('wants the bucket of an archive', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'archive' })).toThrow(
      /ARCHIVE_BUCKET is missing/,
    );
  });

  it('refuses an unknown sink and says which there are', () => {
    expect(() => parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK: 'paper' })).toThrow(
      /SINK must be one of: log, archive/,
    );
  });
});
