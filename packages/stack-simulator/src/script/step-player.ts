import {
  type KinesisClient,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Simulation } from '../simulation/simulation.js';
import { createLocalKinesisClient, createLocalS3Client } from '../simulation/stack-resources.js';
import type { ScriptStep } from './script.js';
import type { ScriptedFunctions } from './scripted-functions.js';

/** Dependencies of a {@link StepPlayer}. */
interface StepPlayerOptions {
  readonly simulation: Simulation;
  readonly clock: VirtualClock;
  readonly functions: ScriptedFunctions;
  readonly notifications: NotificationDelays;
}

type ShardStep = Extract<ScriptStep, { splitShard: unknown } | { mergeShards: unknown }>;

/** Plays the steps of a script, with ordinary AWS clients. */
export class StepPlayer {
  readonly #options: StepPlayerOptions;
  readonly #kinesis: KinesisClient;
  readonly #s3: S3Client;

  constructor(options: StepPlayerOptions) {
    this.#options = options;
    this.#kinesis = createLocalKinesisClient(options.simulation);
    this.#s3 = createLocalS3Client(options.simulation);
  }

  /** Plays one step. Resolves when the simulation is settled. */
  async play(step: ScriptStep): Promise<void> {
    const { simulation, clock, functions, notifications } = this.#options;
    if ('advanceSeconds' in step) {
      await clock.advance(step.advanceSeconds * 1_000, () => simulation.whenSettled());
    } else if ('setFunction' in step) {
      functions.set(step.setFunction.function, step.setFunction.behaviours);
    } else if ('finishInvocation' in step) {
      functions.finish(step.finishInvocation);
    } else if ('setNotifications' in step) {
      notifications.set(step.setNotifications.delaysSeconds);
    } else if ('setMapping' in step) {
      simulation.setMappingEnabled(step.setMapping.mapping, step.setMapping.enabled);
    } else if (isObjectStep(step)) {
      await playObjectStep(step, this.#s3, simulation.endpoint);
    } else if ('putRecords' in step) {
      await this.#putRecords(step.putRecords);
    } else {
      await this.#reshard(step);
    }
    await simulation.whenSettled();
  }

  close(): void {
    this.#kinesis.destroy();
    this.#s3.destroy();
  }

  async #reshard(step: ShardStep): Promise<void> {
    if ('splitShard' in step) {
      const { stream, shard, newStartingHashKey } = step.splitShard;
      const request = { StreamName: stream, ShardToSplit: shard, NewStartingHashKey: newStartingHashKey };
      await this.#kinesis.send(new SplitShardCommand(request));
    } else {
      const { stream, shard, adjacentShard } = step.mergeShards;
      const request = { StreamName: stream, ShardToMerge: shard, AdjacentShardToMerge: adjacentShard };
      await this.#kinesis.send(new MergeShardsCommand(request));
    }
  }

  async #putRecords({
    stream,
    records,
  }: Extract<ScriptStep, { putRecords: unknown }>['putRecords']): Promise<void> {
    const entries = records.map(({ data, repeat, partitionKey, explicitHashKey }) => ({
      Data: Buffer.from(data.repeat(repeat)),
      PartitionKey: partitionKey ?? data,
      ...(explicitHashKey !== undefined && { ExplicitHashKey: explicitHashKey }),
    }));
    await this.#kinesis.send(new PutRecordsCommand({ StreamName: stream, Records: entries }));
  }
}

/** A step that changes a bucket. */
type ObjectStep = Extract<
  ScriptStep,
  { upload: unknown } | { copyObject: unknown } | { deleteObject: unknown }
>;

type Upload = Extract<ScriptStep, { upload: unknown }>['upload'];

function isObjectStep(step: ScriptStep): step is ObjectStep {
  return 'upload' in step || 'copyObject' in step || 'deleteObject' in step;
}

/**
 * Changes a bucket.
 *
 * @param endpoint - The endpoint that forms are posted to.
 */
async function playObjectStep(step: ObjectStep, s3: S3Client, endpoint: string): Promise<void> {
  if ('upload' in step) {
    await uploadsBy[step.upload.by](step.upload, s3, endpoint);
  } else if ('copyObject' in step) {
    const { bucket, key, from } = step.copyObject;
    const CopySource = `${bucket}/${encodeURIComponent(from)}`;
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource }));
  } else {
    const { bucket, key } = step.deleteObject;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}

const uploadsBy: Readonly<
  Record<Upload['by'], (upload: Upload, s3: S3Client, endpoint: string) => Promise<void>>
> = {
  put: async ({ bucket, key, body }, s3) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  },
  post: async ({ bucket, key, body }, _, endpoint) => {
    const form = new FormData();
    form.set('key', key);
    form.set('file', new Blob([body]));
    const response = await fetch(new URL(bucket, endpoint), { method: 'POST', body: form });
    if (!response.ok)
      throw new Error(`The upload of ${key} to ${bucket} by a form failed with status ${response.status}.`);
  },
  multipart: async ({ bucket: Bucket, key: Key, body: Body }, s3) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = { Bucket, Key, UploadId };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }));
    const Parts = [{ PartNumber: 1, ETag }];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  },
};

/** The delays of S3 notifications, as set by a script. */
export class NotificationDelays {
  #delaysMillis: readonly number[] = [0];

  /** Sets the delays, one per copy of a notification. */
  set(delaysSeconds: readonly number[]): void {
    this.#delaysMillis = delaysSeconds.map((seconds) => seconds * 1_000);
  }

  /** One delay per copy. Default: one copy without delay. */
  get millis(): readonly number[] {
    return this.#delaysMillis;
  }
}
