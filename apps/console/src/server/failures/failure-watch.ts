import type { DestinationEvent, DroppedEvent, Simulation } from '@headwaters/stack-simulator';
import type { Failure, Redelivery } from '../../contract/failure.js';
import type { StoredQuarantine } from '../quarantine/quarantine-watch.js';

const maxFailures = 200;

/** A failure and the location of its content. */
export interface WatchedFailure {
  readonly failure: Failure;
  /** Absent if no bucket stored it. */
  readonly object: { readonly bucket: string; readonly key: string } | undefined;
}

/** Keeps the latest 200 dead letters and quarantined Kinesis records. */
export class FailureWatch {
  readonly #failures = new Map<string, WatchedFailure>();
  readonly #reasonOf: (functionName: string) => string | undefined;
  readonly #now: () => number;
  #lastId = 0;

  /** @param reasonOf - Returns the error of a function's latest invocation. */
  constructor(
    { events }: Pick<Simulation, 'events'>,
    reasonOf: (functionName: string) => string | undefined,
    now: () => number,
  ) {
    this.#reasonOf = reasonOf;
    this.#now = now;
    events.on('destination', (event) => {
      if (event.condition !== 'Success') this.#keepSent(event);
    });
    // A redrive deletes the object when the ledger shows all of it as accepted.
    events.on('upload', ({ bucket, key, eventName }) => {
      if (eventName.startsWith('ObjectRemoved')) this.#forget(bucket, key);
    });
    events.on('dropped', (event) => {
      this.#keep(event, event.reason, undefined);
    });
  }

  /** Newest first. */
  failures(): readonly Failure[] {
    return [...this.#failures.values()].reverse().map(({ failure }) => failure);
  }

  /** Number of failures that were not redelivered. */
  get open(): number {
    return this.failures().filter(({ redelivery }) => redelivery?.accepted !== true).length;
  }

  find(id: string): WatchedFailure | undefined {
    return this.#failures.get(id);
  }

  /** Stores the result of a redelivery. */
  noteRedelivery(id: string, redelivery: Omit<Redelivery, 'at'>): Redelivery {
    const noted = { at: this.#now(), ...redelivery };
    const watched = this.#failures.get(id);
    if (watched) this.#failures.set(id, { ...watched, failure: { ...watched.failure, redelivery: noted } });
    return noted;
  }

  /** Keeps a Kinesis record that a consumer quarantined; once, however often it is quarantined. */
  keepQuarantined({ bucket, key, record }: StoredQuarantine, functionName: string): void {
    const known = [...this.#failures.values()].find(({ object }) => object?.key === key);
    const { id, redelivery } = known?.failure ?? { id: this.#nextId(), redelivery: undefined };
    const { reason, shardId } = record;
    const failure: Failure = {
      id,
      at: this.#now(),
      functionName,
      condition: `Quarantined (${reason.kind})`,
      reason: `${reason.code}: ${reason.message}`,
      location: `s3://${bucket}/${key}`,
      shardId,
      records: 1,
      ...(redelivery !== undefined && { redelivery }),
    };
    this.#store({ failure, object: { bucket, key } });
  }

  #forget(bucket: string, key: string): void {
    for (const [id, { object }] of this.#failures)
      if (object?.bucket === bucket && object.key === key) this.#failures.delete(id);
  }

  #keepSent(event: DestinationEvent): void {
    const { key, destination, condition } = event;
    this.#keep(event, condition, key === undefined ? undefined : { bucket: destination.name, key });
  }

  #keep(
    { functionName, shardId, records }: DestinationEvent | DroppedEvent,
    condition: string,
    object: WatchedFailure['object'],
  ): void {
    const id = this.#nextId();
    const reason = this.#reasonOf(functionName);
    const failure: Failure = {
      id,
      at: this.#now(),
      functionName,
      condition,
      ...(reason !== undefined && { reason }),
      ...(object && { location: `s3://${object.bucket}/${object.key}` }),
      ...(shardId !== undefined && { shardId }),
      ...(records && { records: records.length }),
    };
    this.#store({ failure, object });
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  #store(watched: WatchedFailure): void {
    this.#failures.set(watched.failure.id, watched);
    this.#failures.delete(String(this.#lastId - maxFailures));
  }
}
