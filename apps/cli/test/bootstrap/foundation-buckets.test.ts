import { BucketAlreadyOwnedByYou, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { bucketPolicy, foundationBuckets, makeBucket } from '../../src/bootstrap/foundation-buckets.js';

const { state, accessLogs } = foundationBuckets({ id: '111122223333', partition: 'aws-cn' }, 'eu-west-1');

/** A client that answers every command, and what it was sent; `answer` may throw. */
function clientThat(answer: (command: string) => void = () => undefined) {
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

describe('makeBucket', () => {
  it('makes it private and encrypted before it keeps versions', async () => {
    const { s3, sent } = clientThat();
    await makeBucket(s3, state, 'eu-west-1');
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

  it('names the region, except us-east-1, which S3 refuses to hear', async () => {
    const far = clientThat();
    await makeBucket(far.s3, state, 'eu-west-1');
    expect(far.inputOf('CreateBucketCommand')).toEqual({
      Bucket: 'headwaters-state-111122223333-eu-west-1',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    });
    const near = clientThat();
    await makeBucket(near.s3, state, 'us-east-1');
    expect(near.inputOf('CreateBucketCommand')).toEqual({ Bucket: state.name });
  });

  it('brings a bucket that is there to the same settings', async () => {
    const owned = new BucketAlreadyOwnedByYou({ message: 'yours', $metadata: {} });
    const { s3, sent } = clientThat(refuse(owned));
    await makeBucket(s3, state, 'eu-west-1');
    expect(sent).toHaveLength(7);
  });

  it("stops at a name that is another account's, and touches nothing", async () => {
    const taken = new S3ServiceException({
      name: 'BucketAlreadyExists',
      message: 'taken',
      $fault: 'client',
      $metadata: {},
    });
    const { s3, sent } = clientThat(refuse(taken));
    await expect(makeBucket(s3, state, 'eu-west-1')).rejects.toBe(taken);
    expect(sent).toHaveLength(1);
  });
});

describe('bucketPolicy', () => {
  const statementsOf = (policy: string) => (JSON.parse(policy) as { Statement: { Sid: string }[] }).Statement;

  it('denies everything without TLS', () => {
    expect(statementsOf(bucketPolicy(state))).toEqual([
      expect.objectContaining({
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  it('lets S3 write the access logs of this account only', () => {
    expect(statementsOf(bucketPolicy(accessLogs))[1]).toMatchObject({
      Sid: 'WriteAccessLogs',
      Resource: 'arn:aws-cn:s3:::headwaters-access-logs-111122223333-eu-west-1/*',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
  });
});
