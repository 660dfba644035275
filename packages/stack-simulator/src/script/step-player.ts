import {
  KinesisClient,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Simulation } from '../simulation/simulation.js';
import type { ScriptStep } from './script.js';
import type { ScriptedFunctions } from './scripted-functions.js';

/** What a script plays on. */
export interface StepPlayerOptions {
  readonly simulation: Simulation;
  readonly clock: VirtualClock;
  readonly functions: ScriptedFunctions;
}

/** Plays the steps of a script, through the same AWS clients that anyone would use. */
export class StepPlayer {
  readonly #options: StepPlayerOptions;
  readonly #kinesis: KinesisClient;
  readonly #s3: S3Client;

  constructor(options: StepPlayerOptions) {
    const { endpoint, region } = options.simulation;
    const credentials = { accessKeyId: 'script', secretAccessKey: 'script' };
    this.#options = options;
    this.#kinesis = new KinesisClient({ endpoint, region, credentials });
    this.#s3 = new S3Client({ endpoint, region, credentials });
  }

  /** Plays one step, and resolves when nothing goes on without the clock. */
  async play(step: ScriptStep): Promise<void> {
    const { simulation, clock, functions } = this.#options;
    if ('advanceSeconds' in step) {
      await clock.advance(step.advanceSeconds * 1_000, () => simulation.whenSettled());
    } else if ('setFunction' in step) {
      functions.set(step.setFunction.function, step.setFunction.behaviours);
    } else if ('setMapping' in step) {
      simulation.setMappingEnabled(step.setMapping.mapping, step.setMapping.enabled);
    } else {
      await this.#call(step);
    }
    await simulation.whenSettled();
  }

  close(): void {
    this.#kinesis.destroy();
    this.#s3.destroy();
  }

  async #call(
    step: Exclude<
      ScriptStep,
      { advanceSeconds: unknown } | { setFunction: unknown } | { setMapping: unknown }
    >,
  ) {
    if ('upload' in step) {
      const { bucket, key, body } = step.upload;
      await this.#s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    } else if ('deleteObject' in step) {
      const { bucket, key } = step.deleteObject;
      await this.#s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    } else if ('splitShard' in step) {
      const { stream, shard, newStartingHashKey } = step.splitShard;
      const request = { StreamName: stream, ShardToSplit: shard, NewStartingHashKey: newStartingHashKey };
      await this.#kinesis.send(new SplitShardCommand(request));
    } else if ('mergeShards' in step) {
      const { stream, shard, adjacentShard } = step.mergeShards;
      const request = { StreamName: stream, ShardToMerge: shard, AdjacentShardToMerge: adjacentShard };
      await this.#kinesis.send(new MergeShardsCommand(request));
    } else {
      await this.#putRecords(step.putRecords);
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
