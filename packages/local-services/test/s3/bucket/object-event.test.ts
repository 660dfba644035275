import { Event } from '@aws-sdk/client-s3';
import { eventKinds } from '@headwaters/aws-rules';
import { sentEventKinds } from '@headwaters/local-services';
import { describe, expect, it } from '@jest/globals';

describe('kinds of events', () => {
  it('that a notification can name are those of the AWS SDK', () => {
    expect([...eventKinds].sort()).toEqual(Object.values(Event).sort());
  });

  it('that are sent are kinds of S3, without wildcards', () => {
    const unknown = sentEventKinds.filter((kind) => !eventKinds.includes(kind) || kind.includes('*'));
    expect(unknown).toEqual([]);
  });
});
