import { rmSync } from 'node:fs';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { listArchive } from '@headwaters/ledger';
import {
  type KinesisEventRecord,
  type Simulation,
  createLocalS3Client,
  startSimulation,
} from '@headwaters/stack-simulator';
import { bundledFunction, pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';

export interface PipelineOptions {
  /** Environment variables of the producer. */
  readonly producer: Readonly<Record<string, string>>;
  /** Default: 1. */
  readonly shardCount?: number;
  /** Patterns of the consumer's event filter. Default: no filter. */
  readonly filters?: readonly object[];
}

/** The real producer and a consumer that archives, in the local run. */
export interface Pipeline {
  readonly simulation: Simulation;
  /** The Kinesis records that the consumer has processed, in order. */
  readonly acknowledged: readonly KinesisEventRecord[];
  /** The events that the consumer was invoked with, as Lambda passes them. */
  readonly events: readonly string[];
  /** Uploads a string, and waits until the consumer has it. */
  upload(key: string, content: string): Promise<void>;
  /** Returns the archived objects of an upload, in the order of a listing. */
  archived(key: string): Promise<{ readonly key: string; readonly data: Uint8Array }[]>;
  stop(): Promise<void>;
}

/** Starts a stack of the built functions. */
export async function startPipeline({
  producer,
  shardCount = 1,
  filters,
}: PipelineOptions): Promise<Pipeline> {
  const stackDirectory = writeStack(
    pipelineStack({
      buckets: { source: 'source', archive: 'archive', failures: 'failures', ledger: 'ledger' },
      stream: { shard_count: shardCount },
      producer: bundledFunction('producer', { STREAM_NAME: 'stream', CELL_BYTES: '4096', ...producer }),
      consumers: {
        archive: {
          function: bundledFunction('consumer', {
            CONSUMER_NAME: 'archive',
            SINK: 'archive',
            ARCHIVE_BUCKET: 'archive',
          }),
          ...(filters && {
            mapping: {
              filter_criteria: { filter: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
            },
          }),
        },
      },
    }),
  );
  const simulation = await startSimulation({ stackDirectory, enforceLimits: false });
  return describePipeline(simulation, stackDirectory);
}

function describePipeline(simulation: Simulation, stackDirectory: string): Pipeline {
  const s3 = createLocalS3Client(simulation);
  const acknowledged: KinesisEventRecord[] = [];
  const events: string[] = [];
  simulation.events.on('acknowledged', ({ records }) => acknowledged.push(...records));
  simulation.events.on('invocation', ({ functionName, payload }) => {
    if (functionName === 'archive') events.push(payload);
  });
  const versions = new Map<string, string | undefined>();
  return {
    simulation,
    acknowledged,
    events,
    async upload(key, content) {
      const { VersionId: version } = await s3.send(
        new PutObjectCommand({ Bucket: 'source', Key: key, Body: content }),
      );
      versions.set(key, version);
      await simulation.whenIdle();
    },
    archived: (key) => readArchived(s3, { bucket: 'source', key, versionId: versions.get(key) }),
    async stop() {
      s3.destroy();
      await simulation.stop();
      rmSync(stackDirectory, { recursive: true });
    },
  };
}

async function readArchived(
  s3: S3Client,
  source: { bucket: string; key: string; versionId: string | undefined },
): Promise<{ key: string; data: Uint8Array }[]> {
  const objects: { key: string; data: Uint8Array }[] = [];
  for await (const { key } of listArchive(s3, 'archive', source)) {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key: key }));
    objects.push({ key, data: (await body?.transformToByteArray()) ?? new Uint8Array() });
  }
  return objects;
}

/** The data of a Kinesis record of an event. */
export function dataOf({ kinesis }: KinesisEventRecord): Buffer {
  return Buffer.from(kinesis.data, 'base64');
}
