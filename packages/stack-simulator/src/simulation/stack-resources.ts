import {
  CreateStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { BucketPlan } from '../blueprint/buckets.js';
import type { StreamPlan } from '../blueprint/streams.js';
import type { Simulation } from './simulation.js';

/** A client of the simulation's own S3. The credentials are those it takes: any. */
export function createLocalS3Client({ endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>): S3Client {
  return new S3Client({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}

/** Makes the buckets and streams of a stack, through the same calls that Terraform would make. */
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
