import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { accessKeyIdOfFunction, startSimulation } from '@headwaters/stack-simulator';
import { describeWithMoto, startMotoServer } from '@headwaters/test-kit/moto-server';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { writeStack } from '../test/support/write-stack.js';

interface Clients {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
}

/** An implementation of AWS with the resources of the test. */
interface Side {
  readonly administrator: Clients;
  /** Clients that call as the holder of a policy, by its name. */
  readonly callers: ReadonlyMap<string, Clients>;
  readonly stop: () => Promise<void>;
}

const allow = (action: string | string[], resource: string) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
const deny = (action: string, resource: string) => ({ Effect: 'Deny', Action: action, Resource: resource });

const policies: Readonly<Record<string, readonly object[]>> = {
  nothing: [allow('sqs:SendMessage', '*')],
  'reads objects': [allow('s3:GetObject', 'arn:aws:s3:::inbox/*')],
  'reads objects of one prefix': [allow('s3:GetObject', 'arn:aws:s3:::inbox/other/*')],
  'lists the bucket': [allow('s3:ListBucket', 'arn:aws:s3:::inbox')],
  'writes objects': [allow('s3:PutObject', 'arn:aws:s3:::inbox/*')],
  'reads and writes objects': [allow(['s3:Get*', 's3:PutObject'], 'arn:aws:s3:::inbox/*')],
  'everything in S3 but deletions': [allow('s3:*', '*'), deny('s3:DeleteObject', '*')],
  'everything on the name of the bucket only': [allow('s3:*', 'arn:aws:s3:::inbox')],
  // moto does not look at the resource of calls of Kinesis.
  'puts batches': [allow('kinesis:PutRecords', '*')],
  'reads streams': [allow(['kinesis:Get*', 'kinesis:List*', 'kinesis:Describe*'], '*')],
  'everything on streams but to list shards': [allow('kinesis:*', '*'), deny('kinesis:ListShards', '*')],
};

const object = { Bucket: 'inbox', Key: 'a.txt' };
const named = { StreamName: 'stream' };
const data = { Data: Buffer.from('x'), PartitionKey: 'k' };

const calls: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  GetObject: ({ s3 }) => s3.send(new GetObjectCommand(object)),
  HeadObject: ({ s3 }) => s3.send(new HeadObjectCommand(object)),
  PutObject: ({ s3 }) => s3.send(new PutObjectCommand({ ...object, Key: 'b.txt', Body: 'x' })),
  CopyObject: ({ s3 }) =>
    s3.send(new CopyObjectCommand({ ...object, Key: 'c.txt', CopySource: 'inbox/a.txt' })),
  DeleteObject: ({ s3 }) => s3.send(new DeleteObjectCommand({ ...object, Key: 'none.txt' })),
  GetObjectTagging: ({ s3 }) => s3.send(new GetObjectTaggingCommand(object)),
  CreateMultipartUpload: ({ s3 }) => s3.send(new CreateMultipartUploadCommand(object)),
  ListObjectsV2: ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket: 'inbox' })),
  ListObjectVersions: ({ s3 }) => s3.send(new ListObjectVersionsCommand({ Bucket: 'inbox' })),
  GetBucketVersioning: ({ s3 }) => s3.send(new GetBucketVersioningCommand({ Bucket: 'inbox' })),
  PutRecord: ({ kinesis }) => kinesis.send(new PutRecordCommand({ ...named, ...data })),
  PutRecords: ({ kinesis }) => kinesis.send(new PutRecordsCommand({ ...named, Records: [data] })),
  ListShards: ({ kinesis }) => kinesis.send(new ListShardsCommand(named)),
  DescribeStreamSummary: ({ kinesis }) => kinesis.send(new DescribeStreamSummaryCommand(named)),
  GetShardIterator: ({ kinesis }) =>
    kinesis.send(
      new GetShardIteratorCommand({ ...named, ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' }),
    ),
};

/**
 * Where moto differs from AWS: a copy needs `s3:GetObject` on its source.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html, Permissions (read 2026-11-29).
 */
const differences = ['the simulator alone denies writes objects: CopyObject'];

function createClients(endpoint: string, accessKeyId: string, secretAccessKey: string): Clients {
  const configuration = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  };
  return {
    s3: new S3Client({ ...configuration, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    kinesis: new KinesisClient(configuration),
  };
}

/** Creates a bucket with an object, and a stream that is active. */
async function createResources({ s3, kinesis }: Clients): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: 'inbox' }));
  await kinesis.send(new CreateStreamCommand({ StreamName: 'stream', ShardCount: 1 }));
  await putObject({ s3, kinesis });
  await waitUntilStreamExists({ client: kinesis, maxWaitTime: 30 }, named);
}

async function putObject({ s3 }: Clients): Promise<void> {
  await s3.send(new PutObjectCommand({ ...object, Body: 'a' }));
}

async function startMoto(): Promise<Side> {
  const { endpoint, stop } = await startMotoServer();
  const administrator = createClients(endpoint, 'administrator', 'administrator');
  const configuration = { credentials: { accessKeyId: 'administrator', secretAccessKey: 'administrator' } };
  const iam = new IAMClient({
    ...configuration,
    endpoint,
    region: 'us-east-1',
    requestHandler: new NodeHttpHandler(),
  });
  await createResources(administrator);
  const callers = new Map<string, Clients>();
  for (const [name, statements] of Object.entries(policies)) {
    const UserName = name.replaceAll(/\W/g, '-');
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'policy', PolicyDocument }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    callers.set(name, createClients(endpoint, key?.AccessKeyId ?? '', key?.SecretAccessKey ?? ''));
  }
  iam.destroy();
  // From here on, moto enforces the policies.
  await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  return { administrator, callers, stop };
}

/** A stack with one function per policy. The test calls in their names. */
async function startSimulator(): Promise<Side> {
  const names = Object.keys(policies);
  const idOf = (name: string) => `caller${names.indexOf(name)}`;
  const byId = (make: (name: string) => object) =>
    Object.fromEntries(names.map((name) => [idOf(name), make(name)]));
  const simulation = await startSimulation({
    enforceLimits: false,
    stackDirectory: writeStack(
      {
        provider: { aws: [{ region: 'us-east-1' }] },
        resource: {
          aws_s3_bucket: { inbox: { bucket: 'inbox' } },
          aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1 } },
          aws_iam_role: byId((name) => ({
            name: idOf(name),
            inline_policy: [
              {
                name: 'policy',
                policy: JSON.stringify({ Version: '2012-10-17', Statement: policies[name] }),
              },
            ],
          })),
          aws_lambda_function: byId((name) => ({
            function_name: idOf(name),
            role: `\${aws_iam_role.${idOf(name)}.arn}`,
            filename: 'code.zip',
            handler: 'handler.handler',
            runtime: 'nodejs22.x',
          })),
        },
      },
      { 'code.zip': 'export const handler = () => undefined;' },
    ),
  });
  const { endpoint } = simulation;
  const administrator = createClients(endpoint, 'administrator', 'administrator');
  await putObject(administrator);
  const callers = new Map(
    names.map((name) => [name, createClients(endpoint, accessKeyIdOfFunction(idOf(name)), 'secret')]),
  );
  return { administrator, callers, stop: () => simulation.stop() };
}

/** The calls that are denied, as `policy: call`. */
async function listDenied({ callers }: Side): Promise<string[]> {
  const denied: string[] = [];
  for (const [policy, clients] of callers) {
    for (const [name, call] of Object.entries(calls)) {
      if (await isDenied(() => call(clients))) denied.push(`${policy}: ${name}`);
    }
  }
  return denied;
}

async function isDenied(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (error) {
    // The answer to HEAD has no body with a code.
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if (name.startsWith('AccessDenied') || $metadata?.httpStatusCode === 403) return true;
    throw error;
  }
}

describeWithMoto('authorizeCalls and the enforcement of moto', () => {
  const sides: Side[] = [];
  beforeAll(async () => {
    sides.push(...(await Promise.all([startMoto(), startSimulator()])));
  }, 120_000);
  afterAll(async () => {
    for (const { administrator, callers, stop } of sides) {
      for (const { s3, kinesis } of [administrator, ...callers.values()]) {
        s3.destroy();
        kinesis.destroy();
      }
      await stop();
    }
  });

  it('deny the same calls', async () => {
    const [moto = [], simulator = []] = await Promise.all(sides.map((side) => listDenied(side)));
    expect(moto.length).toBeGreaterThan(50);
    expect(moto.length).toBeLessThan(Object.keys(policies).length * Object.keys(calls).length);
    const onlyOne = [
      ...moto.filter((call) => !simulator.includes(call)).map((call) => `moto alone denies ${call}`),
      ...simulator.filter((call) => !moto.includes(call)).map((call) => `the simulator alone denies ${call}`),
    ];
    expect(onlyOne).toEqual(differences);
  });
});
