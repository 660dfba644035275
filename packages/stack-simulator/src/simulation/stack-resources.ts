import {
  CreateStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  KinesisClient,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { BucketPlan } from '../blueprint/buckets.js';
import type { StreamPlan } from '../blueprint/streams.js';

/** Where AWS clients reach the local services of a simulation. */
export interface LocalEndpoint {
  readonly endpoint: string;
  readonly region: string;
}

/** Local services accept any credentials. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Creates an S3 client of a simulation's local services. */
export function createLocalS3Client({ endpoint, region }: LocalEndpoint): S3Client {
  return new S3Client({ endpoint, region, credentials });
}

/** Creates a Kinesis client of a simulation's local services. */
export function createLocalKinesisClient({ endpoint, region }: LocalEndpoint): KinesisClient {
  return new KinesisClient({ endpoint, region, credentials });
}

/** Creates the buckets and streams of a stack, with the API calls that Terraform would make. */
export async function createResources(
  blueprint: Blueprint,
  clients: { readonly s3: S3Client; readonly kinesis: KinesisClient },
): Promise<void> {
  await Promise.all([
    ...blueprint.buckets.map((bucket) => createBucket(bucket, clients.s3)),
    ...blueprint.streams.map((stream) => createStream(stream, clients.kinesis)),
  ]);
}

async function createBucket({ name, versioning }: BucketPlan, s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  if (versioning === undefined) return;
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: versioning } }),
  );
}

async function createStream(stream: StreamPlan, kinesis: KinesisClient): Promise<void> {
  const { name, mode, shardCount, retentionHours, kmsKeyId } = stream;
  const StreamName = name;
  await kinesis.send(
    new CreateStreamCommand({
      StreamName,
      StreamModeDetails: { StreamMode: mode },
      ...(mode === 'PROVISIONED' && { ShardCount: shardCount }),
    }),
  );
  if (retentionHours > kinesisLimits.minRetentionHours) {
    await kinesis.send(
      new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: retentionHours }),
    );
  }
  if (kmsKeyId !== undefined) {
    await kinesis.send(
      new StartStreamEncryptionCommand({ StreamName, EncryptionType: 'KMS', KeyId: kmsKeyId }),
    );
  }
}
