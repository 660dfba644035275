import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

describeContract('buckets', (subject, claim) => {
  const makeBucket = () => subject().makeBucket();

  claim('a bucket exists after its creation and not after its deletion', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    await s3.send(new HeadBucketCommand({ Bucket }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    await s3.send(new DeleteBucketCommand({ Bucket }));
    const head = s3.send(new HeadBucketCommand({ Bucket }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  claim('a bucket that holds an object is not deleted', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const deletion = s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(deletion).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  });

  claim('an invalid bucket name is rejected', async () => {
    const made = subject().s3.send(new CreateBucketCommand({ Bucket: 'Upper_Case' }));
    await expect(made).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  claim('versioning is absent, then enabled, then suspended', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      expect(await status()).toBe(Status);
    }
  });

  claim('the location of a bucket in us-east-1 is empty', async () => {
    const { LocationConstraint } = await subject().s3.send(
      new GetBucketLocationCommand({ Bucket: await makeBucket() }),
    );
    expect(LocationConstraint).toBeUndefined();
  });

  claim('a new bucket is encrypted with AES256 and accepts a KMS key', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const rule = async () => {
      const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    };
    expect(await rule()).toMatchObject({ SSEAlgorithm: 'AES256' });
    const byKey = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/a' } as const;
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byKey }] },
      }),
    );
    expect(await rule()).toEqual(byKey);
  });

  claim('tags are stored, returned and deleted', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const TagSet = [{ Key: 'team', Value: 'a + b/c: ü' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    const read = s3.send(new GetBucketTaggingCommand({ Bucket }));
    await expect(read).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  });

  claim('the public access block is stored, returned and deleted', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const read = () => s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect((await read()).PublicAccessBlockConfiguration).toEqual(PublicAccessBlockConfiguration);
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
  });

  claim('a policy is returned, and its absence is NoSuchBucketPolicy', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const read = () => s3.send(new GetBucketPolicyCommand({ Bucket }));
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(JSON.parse((await read()).Policy ?? '')).toEqual(JSON.parse(Policy));
  });

  claim('lifecycle rules are returned', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const rule = {
      ID: 'expire',
      Status: 'Enabled',
      Filter: { Prefix: 'a/' },
      Expiration: { Days: 7 },
    } as const;
    const LifecycleConfiguration = { Rules: [rule] };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toMatchObject([rule]);
  });

  claim('a notification configuration is empty by default, stored and returned', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const read = () => s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect((await read()).LambdaFunctionConfigurations).toBeUndefined();
    const configuration = {
      Id: 'uploads',
      LambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:producer',
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [{ Name: 'suffix' as const, Value: '.txt' }] } },
    };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { LambdaFunctionConfigurations: [configuration] },
        SkipDestinationValidation: true,
      }),
    );
    expect((await read()).LambdaFunctionConfigurations).toMatchObject([
      { Id: 'uploads', Events: configuration.Events },
    ]);
  });
});
