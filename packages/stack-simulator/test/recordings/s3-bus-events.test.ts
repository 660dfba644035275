import {
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startSimulation } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { uploadStack } from '../support/upload-stack.js';
import { writeStack } from '../support/write-stack.js';

const Bucket = 'uploads';

/** Starts a stack whose rule matches all events of the bucket, as that of the recordings. */
async function startBench(region: string) {
  const events: unknown[] = [];
  const pattern = JSON.stringify({ source: ['aws.s3'], detail: { bucket: { name: [Bucket] } } });
  const stack = { provider: { aws: [{ region }] }, resource: uploadStack({ pattern }) };
  const simulation = await startSimulation({
    stackDirectory: writeStack(stack),
    runsCode: false,
    invoker: {
      invoke: ({ payload, requestId }) => {
        events.push(withPlaceholders(JSON.parse(payload)));
        const outcome = { kind: 'succeeded', payload: 'null' } as const;
        const usage = { durationMillis: 1, initDurationMillis: undefined, maxMemoryBytes: 1 };
        return Promise.resolve({ requestId, outcome, ...usage });
      },
    },
  });
  const s3 = new S3Client({
    endpoint: simulation.endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return {
    s3,
    received: async () => {
      await simulation.whenIdle();
      return events;
    },
    stop: async () => {
      s3.destroy();
      await simulation.stop();
    },
  };
}

const placeholders: Readonly<Record<string, string>> = {
  id: '<uuid>',
  time: 'date',
  sequencer: 'object-sequencer',
  'request-id': 'request-id',
  requester: '<requester>',
  'source-ip-address': '<ip-address>',
  account: '111111111111',
};

/** The placeholders of LocalStack's snapshots. AWS has added `event-version` since they were recorded, as its guide shows. */
function withPlaceholders(event: unknown): unknown {
  return JSON.parse(JSON.stringify(event), (name, value: unknown) => {
    if (name === 'event-version') return undefined;
    return typeof value === 'string' ? (placeholders[name] ?? value) : value;
  });
}

const recorded = (detailType: string, detail: object, region = 'us-east-1') => ({
  version: '0',
  id: '<uuid>',
  'detail-type': detailType,
  source: 'aws.s3',
  account: '111111111111',
  time: 'date',
  region,
  resources: [`arn:aws:s3:::${Bucket}`],
  detail: {
    version: '0',
    bucket: { name: Bucket },
    'request-id': 'request-id',
    requester: '<requester>',
    'source-ip-address': '<ip-address>',
    ...detail,
  },
});

/** "data" as the body of `test-key`. */
const created = {
  object: {
    key: 'test-key',
    size: 4,
    etag: '8d777f385d3dfec8815d20f7496026dc',
    sequencer: 'object-sequencer',
  },
  reason: 'PutObject',
};

/** LocalStack's snapshots of real AWS, tests/aws/services/s3/test_s3_notifications_eventbridge.snapshot.json (commit 8b9a79f). */
describe('events of S3 on EventBridge, as recorded on AWS', () => {
  it('test_object_created_put', async () => {
    const bench = await startBench('us-east-1');
    try {
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: 'test-key', Body: 'data' }));
      await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'test-key' }));
      const deleted = {
        object: { key: 'test-key', sequencer: 'object-sequencer' },
        reason: 'DeleteObject',
        'deletion-type': 'Permanently Deleted',
      };
      expect(await bench.received()).toEqual([
        recorded('Object Created', created),
        recorded('Object Deleted', deleted),
      ]);
    } finally {
      await bench.stop();
    }
  });

  it('test_object_created_put_in_different_region: the event names the region of the bucket', async () => {
    const bench = await startBench('eu-central-1');
    try {
      for (let copy = 0; copy < 2; copy++)
        await bench.s3.send(new PutObjectCommand({ Bucket, Key: 'test-key', Body: 'data' }));
      const event = recorded('Object Created', created, 'eu-central-1');
      expect(await bench.received()).toEqual([event, event]);
    } finally {
      await bench.stop();
    }
  });

  it('test_object_created_put_versioned, after versioning was suspended', async () => {
    const bench = await startBench('us-east-1');
    const configure = (Status: 'Enabled' | 'Suspended') =>
      bench.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    try {
      await configure('Enabled');
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: 'test-key', Body: 'data' }));
      const { VersionId } = await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'test-key' }));
      const before = (await bench.received()).length;
      await configure('Suspended');
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: 'test-key', Body: 'data-version3' }));
      await bench.s3.send(new DeleteObjectCommand({ Bucket, Key: 'test-key', VersionId }));
      const object = { key: 'test-key', sequencer: 'object-sequencer' };
      const upload = { ...object, size: 13, etag: '2fb1d4988881168bbcd6432d7593be5a' };
      expect((await bench.received()).slice(before)).toEqual([
        recorded('Object Created', { object: upload, reason: 'PutObject' }),
        recorded('Object Deleted', {
          object: { ...object, 'version-id': VersionId },
          reason: 'DeleteObject',
          'deletion-type': 'Permanently Deleted',
        }),
      ]);
    } finally {
      await bench.stop();
    }
  });

  it('refuses the calls whose events it cannot send: test_object_put_acl and test_restore_object', async () => {
    const bench = await startBench('us-east-1');
    try {
      await bench.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'something' }));
      const acl = bench.s3.send(new PutObjectAclCommand({ Bucket, Key: 'a', ACL: 'public-read' }));
      const restore = bench.s3.send(
        new RestoreObjectCommand({ Bucket, Key: 'a', RestoreRequest: { Days: 1 } }),
      );
      for (const call of [acl, restore]) await expect(call).rejects.toMatchObject({ name: 'NotImplemented' });
    } finally {
      await bench.stop();
    }
  });
});
