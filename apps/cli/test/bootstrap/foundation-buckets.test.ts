import { BucketAlreadyOwnedByYou, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import {
  bucketPolicy,
  foundationBuckets,
  createFoundationBucket,
} from '../../src/bootstrap/foundation-buckets.js';

const { state, accessLogs } = foundationBuckets({ id: '111122223333', partition: 'aws-cn' }, 'eu-west-1');

/** A client that records every command. `answer` may throw. */
function fakeClient(answer: (command: string) => void = () => undefined) {
  const sent: { command: string; input: unknown }[] = [];
  const s3 = new S3Client({ region: 'eu-west-1' });
  jest.spyOn(s3, 'send').mockImplementation((command) => {
    sent.push({ command: command.constructor.name, input: command.input });
    answer(command.constructor.name);
    return Promise.resolve({}) as never;
  });
  return { s3, sent, inputOf: (command: string) => sent.find((entry) => entry.command === command)?.input };
}

const refuse = (error: S3ServiceException) => (command: string) => {
  if (command === 'CreateBucketCommand') throw error;
};

describe('createFoundationBucket', () => {
  it('blocks public access and encrypts before it enables versions', async () => {
    const { s3, sent } = fakeClient();
    await createFoundationBucket(s3, state, 'eu-west-1');
    expect(sent.map(({ command }) => command)).toEqual([
      'CreateBucketCommand',
      'PutPublicAccessBlockCommand',
      'PutBucketOwnershipControlsCommand',
      'PutBucketPolicyCommand',
      'PutBucketEncryptionCommand',
      'PutBucketVersioningCommand',
      'PutBucketLifecycleConfigurationCommand',
    ]);
  });

  it('sends the region as location constraint, except us-east-1, which S3 rejects', async () => {
    const far = fakeClient();
    await createFoundationBucket(far.s3, state, 'eu-west-1');
    expect(far.inputOf('CreateBucketCommand')).toEqual({
      Bucket: 'headwaters-state-111122223333-eu-west-1',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    });
    const near = fakeClient();
    await createFoundationBucket(near.s3, state, 'us-east-1');
    expect(near.inputOf('CreateBucketCommand')).toEqual({ Bucket: state.name });
  });

  it('keeps replaced versions of the state for 365 days, and never expires the state', async () => {
    const { s3, inputOf } = fakeClient();
    await createFoundationBucket(s3, state, 'eu-west-1');
    expect(inputOf('PutBucketLifecycleConfigurationCommand')).toMatchObject({
      LifecycleConfiguration: {
        Rules: [{ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 365 } }],
      },
    });
    expect(state.lifecycle.Expiration).toBeUndefined();
  });

  it('expires access logs after 365 days or the given number, and removes them a week later', async () => {
    const account = { id: '111122223333', partition: 'aws' };
    const chosen = foundationBuckets(account, 'eu-west-1', 30).accessLogs;
    const { s3, inputOf } = fakeClient();
    await createFoundationBucket(s3, chosen, 'eu-west-1');
    expect(inputOf('PutBucketLifecycleConfigurationCommand')).toMatchObject({
      LifecycleConfiguration: {
        Rules: [{ Expiration: { Days: 30 }, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }],
      },
    });
    expect(accessLogs.lifecycle.Expiration).toEqual({ Days: 365 });
  });

  it('applies all 6 settings to a bucket that exists', async () => {
    const owned = new BucketAlreadyOwnedByYou({ message: 'yours', $metadata: {} });
    const { s3, sent } = fakeClient(refuse(owned));
    await createFoundationBucket(s3, state, 'eu-west-1');
    expect(sent).toHaveLength(7);
  });

  it('rejects a name that another account owns, and changes nothing', async () => {
    const taken = new S3ServiceException({
      name: 'BucketAlreadyExists',
      message: 'taken',
      $fault: 'client',
      $metadata: {},
    });
    const { s3, sent } = fakeClient(refuse(taken));
    await expect(createFoundationBucket(s3, state, 'eu-west-1')).rejects.toBe(taken);
    expect(sent).toHaveLength(1);
  });
});

describe('bucketPolicy', () => {
  const statementsOf = (policy: string) => (JSON.parse(policy) as { Statement: { Sid: string }[] }).Statement;

  it('denies every request without TLS', () => {
    expect(statementsOf(bucketPolicy(state))).toEqual([
      expect.objectContaining({
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  it('allows S3 to write access logs of this account only', () => {
    expect(statementsOf(bucketPolicy(accessLogs))[1]).toMatchObject({
      Sid: 'WriteAccessLogs',
      Resource: 'arn:aws-cn:s3:::headwaters-access-logs-111122223333-eu-west-1/*',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
  });
});
