import { listUploadFunctions, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { eventPattern, uploadStack } from '../support/upload-stack.js';
import { writeStack } from '../support/write-stack.js';

const uploadsOf = async (resources: object) => {
  const { uploads } = readBlueprint(await readConfiguration(writeStack({ resource: resources })));
  return uploads.map(({ trigger, bucketName, prefix, suffix, functionName, qualifier }) =>
    [trigger, bucketName, prefix, suffix, functionName, qualifier ?? ''].join(' '),
  );
};

describe('uploads of a blueprint', () => {
  it('has a route by EventBridge for each key rule of a pattern', async () => {
    const key = [
      { wildcard: 'in/*.csv' },
      { prefix: 'logs/' },
      { suffix: '.txt' },
      { wildcard: 'a*b*c' },
      'in/.csv',
    ];
    expect(await uploadsOf(uploadStack({ pattern: eventPattern({ key }) }))).toEqual([
      'eventbridge uploads in/ .csv worker ',
      'eventbridge uploads logs/  worker ',
      'eventbridge uploads  .txt worker ',
      'eventbridge uploads   worker ',
    ]);
  });

  it('has a route for each single key if the pattern has no other rules of keys', async () => {
    expect(await uploadsOf(uploadStack({ pattern: eventPattern({ key: ['a', 'b'] }) }))).toEqual([
      'eventbridge uploads a  worker ',
      'eventbridge uploads b  worker ',
    ]);
  });

  it('has a route for keys that the pattern joins by dots', async () => {
    const pattern = '{"detail.bucket.name":["uploads"],"detail.object.key":[{"suffix":".csv"}]}';
    expect(await uploadsOf(uploadStack({ pattern }))).toEqual(['eventbridge uploads  .csv worker ']);
  });

  it.each([
    ['a rule of another bucket', uploadStack({ pattern: eventPattern({ bucket: 'other' }) })],
    ['a rule of deletions', uploadStack({ pattern: eventPattern({ type: 'Object Deleted' }) })],
    ['a disabled rule', uploadStack({ pattern: eventPattern({}), rule: { state: 'DISABLED' } })],
    ['a bucket that sends nothing', uploadStack({ pattern: eventPattern({}), eventbridge: false })],
  ])('has no route for %s', async (_, resources) => {
    expect(await uploadsOf(resources)).toEqual([]);
  });

  it('has a route by a queue to each function that reads it', async () => {
    const queue = { filter_prefix: 'in/', filter_suffix: '.csv' };
    expect(await uploadsOf(uploadStack({ queue }))).toEqual(['queue uploads in/ .csv worker ']);
  });

  it('names a function with several routes once', () => {
    const route = { trigger: 'queue', address: 'a', bucketName: 'b', qualifier: undefined } as const;
    const uploads = ['worker', 'other', 'worker'].map((functionName) => ({
      ...route,
      functionName,
      prefix: '',
      suffix: '',
    }));
    expect(listUploadFunctions({ uploads })).toEqual(['worker', 'other']);
  });
});
