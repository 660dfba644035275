import type { Blueprint, KinesisEventRecord, ScriptStep, TranscriptEntry } from '@headwaters/stack-simulator';
import type { Invariant, Violation } from './invariant.js';
import { MappingMonitor } from './mapping-monitor.js';
import { UploadMonitor } from './upload-monitor.js';

/** What of a stack the invariants depend on. */
export type MonitoredStack = Pick<Blueprint, 'functions' | 'mappings' | 'notifications' | 'streams'>;

/**
 * Checks the invariants of streams and of notifications that invoke a function, while a script is played. It sees what a user of `simulate` sees: the steps and the transcript. So what
 * it reports for a run, it reports for the replay of its script.
 */
export class Monitor {
  readonly violations: Violation[] = [];
  readonly #startMillis: number;
  readonly #mappings: readonly (readonly [Blueprint['mappings'][number], MappingMonitor])[];
  readonly #uploads: UploadMonitor;
  /** The data of all records that were put, by stream. */
  readonly #put = new Map<string, string[]>();
  readonly #shardCounts: Map<string, number>;

  /** @param startMillis - The time of the first step. */
  constructor(stack: MonitoredStack, startMillis: number) {
    this.#startMillis = startMillis;
    const report = (invariant: Invariant, detail: string): void => {
      this.violations.push({ invariant, detail });
    };
    this.#mappings = stack.mappings.map((plan) => [plan, new MappingMonitor(plan, report)]);
    this.#uploads = new UploadMonitor(stack, report);
    this.#shardCounts = new Map(stack.streams.map(({ name, shardCount }) => [name, shardCount]));
  }

  /** Notes a step before it is played. */
  onStep(step: ScriptStep): void {
    this.#uploads.onStep(step);
    if ('putRecords' in step) {
      const { stream, records } = step.putRecords;
      const data = records.map(({ data, repeat }) => data.repeat(repeat));
      this.#put.set(stream, [...(this.#put.get(stream) ?? []), ...data]);
    }
    if ('splitShard' in step) this.#onReshard(step.splitShard.stream, [step.splitShard.shard], 2);
    if ('mergeShards' in step) {
      const { stream, shard, adjacentShard } = step.mergeShards;
      this.#onReshard(stream, [shard, adjacentShard], 1);
    }
  }

  onEntry(entry: TranscriptEntry): void {
    const nowMillis = this.#startMillis + entry.seconds * 1_000;
    if (entry.type === 'invocation') this.#onInvocation(entry, nowMillis);
    else if (entry.type === 'checkpoint') this.#mappingOf(entry.mapping)?.onCheckpoint(entry.records);
    else if (entry.type === 'notification' || entry.type === 'message') return;
    else if (entry.records !== undefined)
      this.#mappingOf(entry.mapping)?.onFailed(entry, entry.records, nowMillis);
    else if (entry.type === 'destination' && isNotification(entry.body['requestPayload']))
      this.#uploads.onDestination(entry);
  }

  /** Checks E1 and E8 at the end of a run: nothing is in flight, and nothing waits. */
  onEnd(): void {
    for (const [{ streamName, address }, monitor] of this.#mappings) {
      const ended = [...monitor.ended];
      const lost = (this.#put.get(streamName) ?? []).filter((data) => {
        const index = ended.indexOf(data);
        if (index >= 0) ended.splice(index, 1);
        return index < 0;
      });
      if (lost.length === 0) continue;
      const detail = `${lost.join(', ')} neither passed ${address} nor is in a failure record`;
      this.violations.push({ invariant: 'E1', detail });
    }
    this.#uploads.onEnd();
  }

  /**
   * What of the past can matter to a later check.
   *
   * @param inFlight - The events of the notifications in flight.
   */
  digest(nowMillis: number, inFlight: readonly unknown[]): unknown {
    return [this.#mappings.map(([, monitor]) => monitor.digest), this.#uploads.digest(nowMillis, inFlight)];
  }

  #onInvocation(entry: Extract<TranscriptEntry, { type: 'invocation' }>, nowMillis: number): void {
    if (entry.trigger === 'notification') this.#uploads.onInvocation(entry, nowMillis);
    if (entry.trigger !== 'mapping') return;
    const { Records: records } = entry.event as { readonly Records: readonly KinesisEventRecord[] };
    const streamArn = records[0]?.eventSourceARN;
    this.#mappings
      .find(([plan]) => plan.functionName === entry.function && plan.streamArn === streamArn)?.[1]
      .onInvocation(entry);
  }

  #onReshard(stream: string, parents: readonly string[], children: number): void {
    const first = this.#shardCounts.get(stream) ?? 0;
    this.#shardCounts.set(stream, first + children);
    for (const [{ streamName }, monitor] of this.#mappings) {
      if (streamName !== stream) continue;
      for (let index = first; index < first + children; index++) monitor.onReshard(shardIdOf(index), parents);
    }
  }

  #mappingOf(address: string | undefined): MappingMonitor | undefined {
    return this.#mappings.find(([plan]) => plan.address === address)?.[1];
  }
}

/** Events of EventBridge and messages of queues are not checked. */
function isNotification(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'Records' in event;
}

function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}
