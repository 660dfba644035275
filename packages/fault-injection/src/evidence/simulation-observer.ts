import { type Receipt, parseReceipt } from '@headwaters/pipeline-contract';
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
import type { PutObjectCall } from '../gateway/service-call.js';
import { readKilledProcess } from '../killers/killer-record.js';
import type { FileNames } from '../plan/file-names.js';
import { decodeData, readCarried } from './decode-data.js';
import type { RecordOutcome, Rejection } from './evidence.js';
import type { Pipeline } from './pipeline.js';
import { quarantineId, quarantineIdOfKey } from './quarantine-id.js';
import { type RecoveryDelivery, readDelivery } from './recovery-evidence.js';

interface ObserverOptions {
  readonly clock: JumpingClock;
  readonly names: FileNames;
  readonly pipeline: Pick<Pipeline, 'bucketRoles' | 'streamName'>;
}

/** Collects what a simulation, the gateways and the functions' logs report during a seed. */
export class SimulationObserver {
  readonly #options: ObserverOptions;
  readonly #outcomes = new Map<string, RecordOutcome[]>();
  /** Files that an attempt logged as not published, by request id. */
  readonly #loggedFailures = new Map<string, { readonly name: string; readonly reason: string }[]>();
  readonly consumers: readonly StackConsumer[];
  readonly invocations: InvocationEvent[] = [];
  /** By file name. */
  readonly rejections = new Map<string, Rejection>();
  readonly losses: string[] = [];
  /** Ids of the invocations whose process a record ends. */
  readonly killedRequests = new Set<string>();
  /** Receipts of consumers, by the request id of the invocation that wrote them. */
  readonly receipts = new Map<string, Receipt[]>();
  /** What recovery commands delivered, in the order in which the invocations ended. */
  readonly deliveries: RecoveryDelivery[] = [];
  /** What consumers stored in the failures bucket. */
  readonly storedFailures: { readonly key: string; readonly requestId: string }[] = [];
  /** What consumers have quarantined so far: see {@link quarantineId}. */
  readonly #quarantined = new Set<string>();

  constructor(simulation: Simulation, options: ObserverOptions) {
    this.#options = options;
    this.consumers = listConsumers(simulation.blueprint);
    simulation.events.on('acknowledged', (event) => {
      this.#onAcknowledged(event);
    });
    simulation.events.on('destination', (event) => {
      this.#onDestination(event);
    });
    simulation.events.on('dropped', (event) => {
      this.#onDropped(event);
    });
    simulation.events.on('invocation', (event) => {
      this.#onInvocation(event);
    });
  }

  /** Returns the outcomes of a consumer's Kinesis records, in order. */
  outcomesOf(functionName: string): readonly RecordOutcome[] {
    return this.#outcomes.get(functionName) ?? [];
  }

  /** Reads a line of a function's log. An error that names an object and its version may mean a rejection. */
  readLogLine(line: string, requestId: string | undefined): void {
    if (requestId === undefined) return;
    if (readKilledProcess(line) !== undefined) this.killedRequests.add(requestId);
    if (!line.startsWith('{')) return;
    const entry = parseLogLine(line);
    const versionId = /[?&]versionId=([^&]+)$/.exec(entry.object ?? '')?.[1];
    if (entry.level !== 'ERROR' || versionId === undefined) return;
    const failures = this.#loggedFailures.get(requestId) ?? [];
    this.#loggedFailures.set(requestId, failures);
    failures.push({
      name: this.#options.names.findByVersion(versionId),
      reason: entry.message ?? 'no reason',
    });
  }

  /** Reads an object that a consumer has stored. */
  readStoredObject({ bucket, key, body, requestId = '' }: PutObjectCall): void {
    const role = this.#options.pipeline.bucketRoles.get(bucket);
    if (role === 'failures') {
      this.#quarantined.add(quarantineIdOfKey(key));
      this.storedFailures.push({ key, requestId });
    }
    const receipt = role === 'ledger' ? parseReceipt(body.toString('utf8')) : undefined;
    if (receipt !== undefined) {
      this.receipts.set(requestId, [...(this.receipts.get(requestId) ?? []), receipt]);
    }
  }

  #onAcknowledged({ functionName, shardId, records }: AcknowledgedEvent): void {
    this.#addOutcomes('accepted', { functionName, shardId, records });
  }

  #onDestination(event: DestinationEvent): void {
    if (event.condition === 'Success') return;
    const { functionName, shardId = '', records } = event;
    if (records !== undefined) {
      this.#addOutcomes('deadLettered', { functionName, shardId, records });
      return;
    }
    const files = this.#options.names.findIn(JSON.stringify(event.body['requestPayload']));
    const { errorMessage = '' } = (event.body['responsePayload'] ?? {}) as { readonly errorMessage?: string };
    for (const name of files) this.#addRejection(name, `${event.condition}: ${errorMessage}`, false);
  }

  #onDropped({ functionName, reason }: DroppedEvent): void {
    this.losses.push(`${functionName}: ${reason}`);
  }

  /**
   * A logged failure is a rejection only if the invocation succeeds, because Lambda then does not retry the event. All
   * attempts at an event have the same request id, so the failures of each attempt are removed when it ends.
   */
  #onInvocation(event: InvocationEvent): void {
    this.invocations.push(event);
    this.#readDelivery(event);
    const failures = this.#loggedFailures.get(event.requestId) ?? [];
    this.#loggedFailures.delete(event.requestId);
    if (event.outcome.kind !== 'succeeded') return;
    for (const { name, reason } of failures) this.#addRejection(name, reason, true);
  }

  #readDelivery(event: InvocationEvent): void {
    const isConsumer = this.consumers.some(({ functionName }) => functionName === event.functionName);
    if (event.trigger !== 'api' || !isConsumer) return;
    const delivery = readDelivery(event, (functionName) => this.outcomesOf(functionName).length);
    if (delivery !== undefined) this.deliveries.push(delivery);
  }

  /** A file can have several events. `isInLedger` stays true once the rejection of one event is in the ledger. */
  #addRejection(name: string, reason: string, isInLedger: boolean): void {
    const wasInLedger = this.rejections.get(name)?.isInLedger ?? false;
    this.rejections.set(name, { reason, isInLedger: isInLedger || wasInLedger });
  }

  #addOutcomes(
    kind: 'accepted' | 'deadLettered',
    { functionName, shardId, records }: DeliveredRecords,
  ): void {
    const { clock } = this.#options;
    const outcomes = this.#outcomes.get(functionName) ?? [];
    this.#outcomes.set(functionName, outcomes);
    const atMillis = clock.toSteadyMillis(clock.now());
    for (const { kinesis } of records) {
      const { partitionKey, sequenceNumber } = kinesis;
      const data = Buffer.from(kinesis.data, 'base64');
      const decoded = decodeData(data);
      const wallMillis = Math.round(kinesis.approximateArrivalTimestamp * 1_000);
      const id = this.#quarantineId(functionName, { shardId, sequenceNumber });
      outcomes.push({
        kind: kind === 'accepted' && this.#quarantined.has(id) ? 'quarantined' : kind,
        shardId,
        sequenceNumber,
        partitionKey,
        data,
        decoded,
        carried: readCarried(decoded, partitionKey),
        quarantineId: id,
        arrivalMillis: clock.toSteadyMillis(wallMillis),
        atMillis,
      });
    }
  }

  #quarantineId(functionName: string, position: Pick<RecordOutcome, 'shardId' | 'sequenceNumber'>): string {
    const name = this.consumers.find((consumer) => consumer.functionName === functionName)?.name ?? '';
    return quarantineId(name, { stream: this.#options.pipeline.streamName, ...position });
  }
}

interface DeliveredRecords {
  readonly functionName: string;
  readonly shardId: string;
  readonly records: readonly KinesisEventRecord[];
}

interface LogEntry {
  readonly level?: string;
  readonly object?: string;
  readonly message?: string;
}

function parseLogLine(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return {};
  }
}
