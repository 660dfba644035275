import {
  KinesisClient,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Simulation } from '../simulation/simulation.js';
import type { NotificationDelays } from './notification-delays.js';
import { isObjectStep, playObjectStep } from './play-object-step.js';
import type { ScriptStep } from './script.js';
import type { ScriptedFunctions } from './scripted-functions.js';

/** What a script plays on. */
export interface StepPlayerOptions {
  readonly simulation: Simulation;
  readonly clock: VirtualClock;
  readonly functions: ScriptedFunctions;
  readonly notifications: NotificationDelays;
}

type ShardStep = Extract<ScriptStep, { splitShard: unknown } | { mergeShards: unknown }>;

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
    const { simulation, clock, functions, notifications } = this.#options;
    if ('advanceSeconds' in step) {
      await clock.advance(step.advanceSeconds * 1_000, () => simulation.whenSettled());
    } else if ('setFunction' in step) {
      functions.set(step.setFunction.function, step.setFunction.behaviours);
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
