import { parseRecoveryAnswer, recoveryKindOf, type RecoveryKind } from '@headwaters/pipeline-contract';
import type { CarriedBlock, DecodedRecord } from '@headwaters/record-codec';
import type { InvocationEvent, KinesisEventRecord } from '@headwaters/stack-simulator';
import type { RecoveryStep } from '../plan/recovery-plan.js';
import { decodeData, readCarried } from './decode-data.js';

/** A Kinesis record that a recovery command delivered. */
export interface RecoveredRecord {
  readonly shardId: string;
  /** Synthetic in a replay and a fill. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Undefined if the data can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  readonly carried: CarriedBlock | undefined;
}

/** One invocation of a consumer by a recovery command. */
export interface RecoveryDelivery {
  readonly kind: RecoveryKind;
  readonly functionName: string;
  readonly requestId: string;
  readonly records: readonly RecoveredRecord[];
  /** How many of them, from the first on, the consumer acknowledged. */
  readonly acknowledged: number;
  /** Whether the invocation returned an answer. */
  readonly hasAnswered: boolean;
  /** Number of outcomes that the mapping of this consumer had when the invocation ended. */
  readonly outcomesBefore: number;
}

/** A run of a recovery command. */
export interface RecoveryRun extends Pick<RecoveryStep, 'command' | 'course'> {
  /** Whether uploads went on when it started. */
  readonly isDuring: boolean;
  /** Whether the seed injected no faults any more. */
  readonly isClosing: boolean;
  /** Absent if it ended with an error, or was killed. */
  readonly complete?: boolean;
  /** What it reported as done. */
  readonly counts: Readonly<Record<string, number>>;
  /** An error that neither the kill, a fault of a call nor another run explains: its name and message. */
  readonly unexplainedError?: string;
}

/** An object in the failures bucket at the end of the seed. */
export interface FailureEvidence {
  readonly key: string;
  /** Content of its newest version. */
  readonly text: string;
  /** Whether a recovery command deleted it. */
  readonly isDeleted: boolean;
}

/** What recovery commands did in a seed. */
export interface RecoveryEvidence {
  readonly runs: readonly RecoveryRun[];
  /** In the order in which they ended. */
  readonly deliveries: readonly RecoveryDelivery[];
  /** Name of the function whose mapping was disabled at first, in seeds with a fill. */
  readonly filledFunction: string | undefined;
  /** Number of the outcomes of each consumer, by function name, when the planted causes were repaired. */
  readonly outcomesBeforeRepair: ReadonlyMap<string, number>;
  /** Lambda's failure records and quarantined Kinesis records. */
  readonly failures: readonly FailureEvidence[];
  /** Objects that consumers stored in the failures bucket in an invocation by a recovery command, as `FUNCTION: KEY`. */
  readonly storedByDeliveries: readonly string[];
}

/** The evidence of a seed without a recovery. */
export const noRecovery: RecoveryEvidence = {
  runs: [],
  deliveries: [],
  filledFunction: undefined,
  outcomesBeforeRepair: new Map(),
  failures: [],
  storedByDeliveries: [],
};

/**
 * Reads an invocation of a consumer by a recovery command. Returns undefined for any other invocation.
 *
 * @param outcomesBefore - Returns the number of outcomes of a function so far.
 */
export function readDelivery(
  { functionName, requestId, payload, outcome }: InvocationEvent,
  outcomesBefore: (functionName: string) => number,
): RecoveryDelivery | undefined {
  const event = JSON.parse(payload) as { readonly Records?: readonly KinesisEventRecord[] };
  const kind = recoveryKindOf(event);
  if (kind === undefined) return undefined;
  const records = (event.Records ?? []).map(readRecord);
  return {
    kind,
    functionName,
    requestId,
    records,
    acknowledged: outcome.kind === 'succeeded' ? countAcknowledged(outcome.payload, records) : 0,
    hasAnswered: outcome.kind === 'succeeded',
    outcomesBefore: outcomesBefore(functionName),
  };
}

function readRecord({ eventID, kinesis }: KinesisEventRecord): RecoveredRecord {
  const { partitionKey, sequenceNumber } = kinesis;
  const data = Buffer.from(kinesis.data, 'base64');
  const decoded = decodeData(data);
  return {
    shardId: eventID.split(':')[0] ?? '',
    sequenceNumber,
    partitionKey,
    data,
    decoded,
    carried: readCarried(decoded, partitionKey),
  };
}

function countAcknowledged(payload: string, records: readonly RecoveredRecord[]): number {
  const answer = parseRecoveryAnswer(JSON.parse(payload));
  if (answer === undefined) return 0;
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ sequenceNumber }) => failed.has(sequenceNumber));
  return first === -1 ? records.length : first;
}

/** Returns what a consumer acknowledged in invocations by recovery commands. */
export function recoveredBy(
  { deliveries }: Pick<RecoveryEvidence, 'deliveries'>,
  functionName: string,
): readonly RecoveredRecord[] {
  return deliveries
    .filter((delivery) => delivery.functionName === functionName)
    .flatMap(({ records, acknowledged }) => records.slice(0, acknowledged));
}
