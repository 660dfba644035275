import {
  type AcknowledgedEvent,
  type DestinationEvent,
  type DroppedEvent,
  type InvocationEvent,
  type KinesisEventRecord,
  type Simulation,
  type StackConsumer,
  listConsumers,
} from '@headwaters/stack-simulator';
import type { JumpingClock } from '../clock/jumping-clock.js';
import type { VersionNames } from '../plan/file-names.js';
import { type RecordOutcome, type Rejection, readData } from './evidence.js';

/** Writes down what a simulation tells. */
export class Witness {
  readonly #clock: JumpingClock;
  readonly #names: VersionNames;
  readonly #outcomes = new Map<string, RecordOutcome[]>();
  readonly #refusals = new Map<string, { readonly name: string; readonly reason: string }[]>();
  readonly consumers: readonly StackConsumer[];
  readonly invocations: InvocationEvent[] = [];
  readonly rejections = new Map<string, Rejection>();
  readonly losses: string[] = [];
  /** Keys of archived objects, in the order in which they were stored first. */
  readonly archived = new Set<string>();

  constructor(simulation: Simulation, clock: JumpingClock, names: VersionNames) {
    this.#clock = clock;
    this.#names = names;
    this.consumers = listConsumers(simulation.blueprint);
    simulation.events.on('acknowledged', this.#accepted.bind(this));
    simulation.events.on('destination', this.#sent.bind(this));
    simulation.events.on('dropped', this.#dropped.bind(this));
    simulation.events.on('invocation', this.#invoked.bind(this));
  }

  /** Every outcome of a consumer's records, in order. */
  outcomes(functionName: string): readonly RecordOutcome[] {
    return this.#outcomes.get(functionName) ?? [];
  }

  /** Takes a line of a function's log: one that says which object was not published, and why, may be a rejection. */
  read(line: string, requestId: string | undefined): void {
    if (!line.startsWith('{') || requestId === undefined) return;
    const entry = parseLine(line);
    const versionId = /[?&]versionId=([^&]+)$/.exec(entry.object ?? '')?.[1];
    if (entry.level !== 'ERROR' || versionId === undefined) return;
    const refusals = this.#refusals.get(requestId) ?? [];
    this.#refusals.set(requestId, refusals);
    refusals.push({ name: this.#names.ofVersion(versionId), reason: entry.message ?? 'no reason' });
  }

  #accepted({ functionName, shardId, records }: AcknowledgedEvent): void {
    this.#note('accepted', functionName, shardId, records);
  }

  #sent(event: DestinationEvent): void {
    if (event.condition === 'Success') return;
    if (event.records !== undefined) {
      this.#note('deadLettered', event.functionName, event.shardId ?? '', event.records);
      return;
    }
    const files = this.#names.within(JSON.stringify(event.body['requestPayload']));
    const { errorMessage = '' } = (event.body['responsePayload'] ?? {}) as { readonly errorMessage?: string };
    for (const name of files) this.#reject(name, `${event.condition}: ${errorMessage}`, false);
  }

  #dropped({ functionName, reason }: DroppedEvent): void {
    this.losses.push(`${functionName}: ${reason}`);
  }

  /**
   * An object that was not published is a rejection where the invocation counts as done: nobody will try again. Attempts at
   * one event share their request id, so that what a failed one logged must not count for the next.
   */
  #invoked(event: InvocationEvent): void {
    this.invocations.push(event);
    const refusals = this.#refusals.get(event.requestId) ?? [];
    this.#refusals.delete(event.requestId);
    if (event.outcome.kind !== 'succeeded') return;
    for (const { name, reason } of refusals) this.#reject(name, reason, true);
  }

  /** Events of one file may end in either way: what the ledger has, it keeps. */
  #reject(name: string, reason: string, isInLedger: boolean): void {
    const before = this.rejections.get(name)?.isInLedger ?? false;
    this.rejections.set(name, { reason, isInLedger: isInLedger || before });
  }

  #note(
    kind: RecordOutcome['kind'],
    functionName: string,
    shardId: string,
    records: readonly KinesisEventRecord[],
  ): void {
    const outcomes = this.#outcomes.get(functionName) ?? [];
    this.#outcomes.set(functionName, outcomes);
    const atMillis = this.#clock.steadyMillis(this.#clock.now());
    for (const { kinesis } of records) {
      const data = Buffer.from(kinesis.data, 'base64');
      const wallMillis = Math.round(kinesis.approximateArrivalTimestamp * 1_000);
      const arrivalMillis = this.#clock.steadyMillis(wallMillis);
      const { partitionKey } = kinesis;
      outcomes.push({ kind, shardId, partitionKey, data, decoded: readData(data), arrivalMillis, atMillis });
    }
  }
}

interface LogEntry {
  readonly level?: string;
  readonly object?: string;
  readonly message?: string;
}

function parseLine(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return {};
  }
}
