import { describe, expect, it } from '@jest/globals';
import type { BucketPresence } from '../../../src/preflight/account-reader.js';
import {
  accessLogBucketCheck,
  eventBridgeCheck,
  stateBucketCheck,
} from '../../../src/preflight/checks/buckets.js';
import { fakePreflight } from '../fake-preflight.js';

describe('accessLogBucketCheck', () => {
  const check = (presence: BucketPresence) =>
    accessLogBucketCheck.run(
      fakePreflight({
        stack: { accessLogBuckets: ['logs'] },
        reader: { findBucket: () => Promise.resolve(presence) },
      }),
    );

  it.each([
    ['here', 'ok'],
    ['absent', 'failed'],
    ['in another region', 'failed'],
    ['denied', 'not run'],
  ] as const)('for a bucket that is %s: %s', async (presence, status) => {
    expect(await check(presence)).toMatchObject({ status });
  });

  it('says how to create the bucket', async () => {
    expect(await check('absent')).toEqual({
      status: 'failed',
      what: 'logs, the bucket for access logs, is missing.',
      fix: 'Run `npm run state:bootstrap -- --region us-east-1`, or name another bucket in the settings.',
    });
  });
});

describe('eventBridgeCheck', () => {
  const check = (sends: readonly string[]) =>
    eventBridgeCheck.run(
      fakePreflight({
        stack: { eventBuckets: ['sales', 'orders'] },
        reader: { sendsToEventBridge: (bucket) => Promise.resolve(sends.includes(bucket)) },
      }),
    );

  it('passes if every bucket that rules depend on sends its events', async () => {
    expect(await check(['sales', 'orders'])).toMatchObject({ status: 'ok' });
    expect(await eventBridgeCheck.run(fakePreflight())).toMatchObject({ status: 'ok' });
  });

  it('names the first bucket that does not, and who can change it', async () => {
    expect(await check(['sales'])).toEqual({
      status: 'failed',
      what: 'orders does not send its events to EventBridge, so that no upload starts the producer.',
      fix: 'Let the owner of the bucket enable EventBridge in its notification configuration.',
    });
  });
});

describe('stateBucketCheck', () => {
  it('looks for the bucket of state:bootstrap if the settings name none', async () => {
    const asked: string[] = [];
    const state = { bucket: undefined, region: 'eu-west-1' };
    const outcome = await stateBucketCheck.run(
      fakePreflight({
        stack: { state },
        reader: {
          findBucket: (...bucket) => {
            asked.push(bucket.join(' in '));
            return Promise.resolve('here');
          },
        },
      }),
    );
    expect(asked).toEqual(['headwaters-state-111122223333-eu-west-1 in eu-west-1']);
    expect(outcome).toMatchObject({
      status: 'ok',
      what: expect.stringContaining('pass it to terraform init'),
    });
  });

  it('looks for nothing if the state is local', async () => {
    expect(await stateBucketCheck.run(fakePreflight())).toMatchObject({ status: 'ok' });
  });
});
