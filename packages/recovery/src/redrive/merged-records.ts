import type { InspectedRecord } from './settlement.js';
import { comparePositions, type FailureReference, startOf } from './failure-index.js';

/** A failure whose Kinesis records are being delivered. */
export class OpenFailure {
  readonly reference: FailureReference;
  /** Kinesis records that are not finished yet. */
  pending: number;
  /** Kinesis records that are finished, and that the ledger shows neither as accepted nor as discarded. */
  failed = 0;
  heldBack = 0;
  unconfirmed = 0;

  constructor(reference: FailureReference, recordCount: number) {
    this.reference = reference;
    this.pending = recordCount;
  }

  get isSettled(): boolean {
    return this.failed + this.heldBack + this.unconfirmed === 0;
  }
}

/** A Kinesis record of one failure, or of several that contain the same one. */
export interface MergedRecord extends InspectedRecord {
  readonly owners: readonly OpenFailure[];
}

/** Reads the Kinesis records of a failure; `undefined` if it does not exist any longer. */
export type OpenReference = (reference: FailureReference) => Promise<readonly InspectedRecord[] | undefined>;

interface Cursor {
  readonly failure: OpenFailure;
  /** In order. */
  readonly records: readonly InspectedRecord[];
  next: number;
}

/**
 * Returns the Kinesis records of failures in the order of shards and sequence numbers. The same one of several failures comes once:
 * for example, a consumer may have quarantined it before Lambda dead-lettered its batch.
 *
 * Memory: the failures whose ranges of sequence numbers overlap at one point, of up to 8 MB each; mostly one.
 *
 * @param references - In order.
 */
export async function* mergeRecords(
  references: readonly FailureReference[],
  open: OpenReference,
): AsyncGenerator<MergedRecord, void> {
  let cursors: Cursor[] = [];
  let opened = 0;
  for (;;) {
    let head = firstOf(cursors);
    for (
      let next = references[opened];
      next !== undefined && startsBefore(next, head);
      next = references[opened]
    ) {
      opened += 1;
      const records = await open(next);
      if (records === undefined || records.length === 0) continue;
      const sorted = [...records].sort((a, b) => comparePositions(a.record, b.record));
      cursors.push({ failure: new OpenFailure(next, records.length), records: sorted, next: 0 });
      head = firstOf(cursors);
    }
    if (head === undefined) return;
    const found = head;
    const same = cursors.filter((cursor) => isSameRecord(headOf(cursor), found));
    const failedAtMillis = Math.max(...same.map((cursor) => headOf(cursor)?.failedAtMillis ?? 0));
    for (const cursor of same) cursor.next += 1;
    cursors = cursors.filter(({ next, records }) => next < records.length);
    yield { ...head, failedAtMillis, owners: same.map(({ failure }) => failure) };
  }
}

function headOf({ records, next }: Cursor): InspectedRecord | undefined {
  return records[next];
}

function firstOf(cursors: readonly Cursor[]): InspectedRecord | undefined {
  let first: InspectedRecord | undefined;
  for (const cursor of cursors) {
    const head = headOf(cursor);
    if (head === undefined) continue;
    if (first === undefined || comparePositions(head.record, first.record) < 0) first = head;
  }
  return first;
}

function startsBefore(reference: FailureReference, head: InspectedRecord | undefined): boolean {
  return head === undefined || comparePositions(startOf(reference), head.record) <= 0;
}

/** Records of one KPL aggregate may have the same sequence number, but different data. */
function isSameRecord(record: InspectedRecord | undefined, { record: other }: InspectedRecord): boolean {
  if (record === undefined || comparePositions(record.record, other) !== 0) return false;
  return record.record.data === other.data;
}
