import type { ObjectEvent, S3Service } from '@headwaters/local-services';
import {
  Activity,
  recordTranscript,
  ScriptedFunctions,
  SimulationRun,
  TypedEmitter,
  VirtualClock,
  type Blueprint,
  type HeldInvocation,
  type PollerState,
  type ScriptStep,
  type SimulationEvents,
  type SimulationRunOptions,
  type TranscriptEntry,
  type Wait,
} from '@headwaters/stack-simulator';
import { Monitor } from '../invariants/monitor.js';
import { MemoryStream } from './memory-stream.js';
import { names } from '../world/world-stack.js';

/** What all runs of a world share. */
export interface RunSetting {
  readonly blueprint: Blueprint;
  /** Never called: no destination of a world is a bucket. */
  readonly s3: SimulationRunOptions['s3'];
  /** Called for each entry of the transcript, after the invariants are checked. */
  readonly onEntry?: (entry: TranscriptEntry) => void;
}

/**
 * Plays the steps of a script against the simulator's own code: its event source mappings, asynchronous invocations and
 * destinations. The stream and the uploads are in memory, so that a run takes no more than its steps need.
 */
export class WorldRun {
  readonly stream: MemoryStream;
  readonly monitor: Monitor;
  readonly #clock = new VirtualClock();
  readonly #activity = new Activity(this.#clock);
  readonly #functions = new ScriptedFunctions(this.#activity);
  readonly #uploads = new MemoryUploads();
  readonly #run: SimulationRun;
  #copies: readonly number[] = [0];

  constructor({ blueprint, s3, onEntry }: RunSetting) {
    const [plan] = blueprint.streams;
    this.stream = new MemoryStream(names.stream, plan?.shardCount ?? 1, this.#clock);
    this.monitor = new Monitor(blueprint, this.#clock.now());
    const events = new TypedEmitter<SimulationEvents>();
    this.#run = new SimulationRun({
      blueprint,
      services: { kinesis: this.stream, s3: this.#uploads },
      s3,
      clock: this.#clock,
      activity: this.#activity,
      invoker: {
        invoke: async (request) => {
          const result = await this.#functions.invoke(request);
          const { functionName, trigger, attempt, payload } = request;
          events.emit('invocation', { functionName, trigger, attempt, payload, ...result });
          return result;
        },
      },
      events,
      notificationDelays: () => this.#copies,
      readingFailure: () => undefined,
      enforceLimits: false,
    });
    recordTranscript({ events }, this.#clock, (entry) => {
      this.monitor.onEntry(entry);
      onEntry?.(entry);
    });
    this.#run.start();
  }

  get nowMillis(): number {
    return this.#clock.now();
  }

  /** The invocations in flight, oldest first. */
  get held(): readonly HeldInvocation[] {
    return this.#functions.held;
  }

  get waits(): readonly Wait[] {
    return this.#activity.waits;
  }

  get mappings(): Readonly<Record<string, PollerState>> {
    return this.#run.pollerStates;
  }

  /** Plays a step. Resolves when everything that is left waits for the clock or is held. */
  async play(step: ScriptStep): Promise<void> {
    this.monitor.onStep(step);
    if ('advanceSeconds' in step)
      await this.#clock.advance(step.advanceSeconds * 1_000, () => this.#activity.whenSettled());
    else this.#apply(step);
    await this.#activity.whenSettled();
  }

  #apply(step: ScriptStep): void {
    if ('putRecords' in step) {
      this.stream.put(
        step.putRecords.records.map(({ data, partitionKey = data, explicitHashKey = '0' }) => ({
          data,
          partitionKey,
          explicitHashKey,
        })),
      );
    } else if ('setFunction' in step) {
      this.#functions.set(step.setFunction.function, step.setFunction.behaviours);
    } else if ('finishInvocation' in step) {
      this.#functions.finish(step.finishInvocation);
    } else if ('setNotifications' in step) {
      this.#copies = step.setNotifications.delaysSeconds.map((seconds) => seconds * 1_000);
    } else if ('upload' in step) {
      this.#uploads.notify(step.upload, this.nowMillis);
    } else if ('setMapping' in step) {
      this.#run.setMappingEnabled(step.setMapping.mapping, step.setMapping.enabled);
    } else if ('splitShard' in step) {
      this.stream.split(step.splitShard.shard, step.splitShard.newStartingHashKey);
    } else if ('mergeShards' in step) {
      this.stream.merge(step.mergeShards.shard, step.mergeShards.adjacentShard);
    } else {
      throw new TypeError(`A world has no step ${Object.keys(step).join()}.`);
    }
  }
}

/** Reports uploads, without objects. */
class MemoryUploads implements Pick<S3Service, 'onObjectEvent'> {
  readonly #listeners = new Set<(event: ObjectEvent) => void>();

  onObjectEvent(listener: (event: ObjectEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify({ bucket, key, body }: { bucket: string; key: string; body: string }, nowMillis: number): void {
    const eventTime = new Date(nowMillis).toISOString();
    const event = { eventTime, bucket, key, size: body.length, eTag: '', sequencer: '1' };
    for (const listener of this.#listeners) listener({ eventName: 'ObjectCreated:Put', ...event });
  }
}
