import type { ActorCoverage } from '@headwaters/ledger';
import { positionId } from '../failures/failure-keys.js';
import { type FailureScope, isInScope, mayBeInScope, undecodableFinding } from '../failures/failure-scope.js';
import { type FailuresContext, type ReadFailure, readFailures } from '../failures/list-failures.js';
import type { FailedKinesisRecord } from '../failures/stored-failure.js';
import type { ReportRecovery } from '../progress.js';
import { inspectedRecords, Settlement, sourceId } from './settlement.js';

/** One failure of a consumer, without its Kinesis records. */
export interface FailureReference {
  readonly key: string;
  readonly shardId: string;
  /** Sequence numbers of its first and its last Kinesis record. */
  readonly first: string;
  readonly last: string;
  /** Whether it is in the scope, or an older object of a Kinesis record that is. */
  isSelected: boolean;
}

/** What a redrive or a discard of one consumer would do. */
export interface FailureCounts {
  failures: number;
  records: number;
  /** Kinesis records of an unknown object: their closures are written one by one. */
  recordsWithoutObject: number;
  /** Kinesis records that the ledger shows as accepted or discarded. */
  settled: number;
  /** Kinesis records that have to wait for older ones of their partition key, which are not in the scope. */
  heldBack: number;
  /** Objects of the failures bucket that can't be read as failures. */
  unreadable: number;
  /** Data of the Kinesis records that are not settled, in bytes. */
  bytes: number;
  /** Objects whose bytes they carry. */
  files: number;
}

/** The failures of one consumer. */
export interface FailureIndex {
  /** All of them, selected or not, up to the last Kinesis record that is selected: in the order of shards and sequence numbers. */
  readonly references: readonly FailureReference[];
  readonly counts: FailureCounts;
}

/** Partition keys of the Kinesis records of a failure that are not settled, and how many there are of each. */
type OpenKeys = ReadonlyMap<string, number>;

interface IndexEntry {
  readonly reference: FailureReference;
  readonly openKeys: OpenKeys;
  readonly position: string | undefined;
  readonly atMillis: number;
}

/**
 * Reads all failures of a consumer and what the ledger shows of them. Also those that are not selected, because an older one of the
 * same partition key must come first.
 *
 * Memory, measured with 100,000 quarantined Kinesis records: 730 bytes for each failure until the plan is made, with one partition
 * key; each further key of a batch adds about 100. Then 330 bytes for each failure. Their data are read again when it is their turn.
 */
export async function indexFailures(
  context: FailuresContext,
  { consumer, scope }: { readonly consumer: string; readonly scope: FailureScope },
  report: ReportRecovery,
): Promise<FailureIndex> {
  const settlement = new Settlement(context, consumer);
  const remembered = new Map<string, ActorCoverage>();
  const counts = new Counting();
  const entries: IndexEntry[] = [];
  let undecodable = 0;
  const findings: ReportRecovery = (finding) => {
    counts.counts.unreadable += 1;
    report(finding);
  };
  const failures = readFailures(context, { consumer }, findings, { duplicates: true });
  for await (const read of failures) {
    const { stored, contents } = read;
    if (stored.kind === 'upload') continue;
    const records = inspectedRecords(stored, contents);
    const settled = await settlement.settledOf(records, remembered);
    const openKeys = new Map<string, number>();
    for (const [index, { partitionKey }] of stored.records.entries()) {
      if (settled[index] !== true) openKeys.set(partitionKey, (openKeys.get(partitionKey) ?? 0) + 1);
    }
    const isSelected = isInScope(read.failure, scope);
    entries.push(toEntry(stored.records, read, { isSelected, openKeys }));
    if (isSelected) counts.add(read, settled);
    if (mayBeInScope(read.failure, scope)) undecodable += 1;
  }
  // With other failures of the object, the ledger shows whether something is still missing.
  if (undecodable > 0)
    (counts.counts.failures === 0 ? findings : report)(undecodableFinding(consumer, undecodable));
  selectOlderObjects(entries, counts);
  entries.sort((a, b) => comparePositions(startOf(a.reference), startOf(b.reference)));
  counts.counts.heldBack = countHeldBack(entries);
  return { references: neededReferences(entries.map(({ reference }) => reference)), counts: counts.counts };
}

/** @param references - In order. @returns those that start before the last selected Kinesis record. */
function neededReferences(references: readonly FailureReference[]): readonly FailureReference[] {
  const ends = references.filter(({ isSelected }) => isSelected).map(endOf);
  const end = ends.sort(comparePositions).at(-1);
  if (end === undefined) return [];
  return references.filter((reference) => comparePositions(startOf(reference), end) <= 0);
}

function toEntry(
  records: readonly FailedKinesisRecord[],
  { failure }: ReadFailure,
  { isSelected, openKeys }: { isSelected: boolean; openKeys: OpenKeys },
): IndexEntry {
  const sorted = [...records].sort(comparePositions);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return {
    reference: {
      key: failure.key,
      shardId: first?.shardId ?? '',
      first: first?.sequenceNumber ?? '',
      last: last?.sequenceNumber ?? '',
      isSelected,
    },
    openKeys,
    position: failure.kind === 'quarantined' && first !== undefined ? positionId(first) : undefined,
    atMillis: failure.at.getTime(),
  };
}

/** A Kinesis record that was quarantined on several days counts once: the newest object says whether it is selected. */
function selectOlderObjects(entries: readonly IndexEntry[], counts: Counting): void {
  const byPosition = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    if (entry.position === undefined) continue;
    const objects = byPosition.get(entry.position) ?? [];
    byPosition.set(entry.position, objects);
    objects.push(entry);
  }
  for (const objects of byPosition.values()) {
    const [newest, ...older] = objects.sort((a, b) => b.atMillis - a.atMillis);
    for (const { reference, openKeys } of older) {
      if (reference.isSelected) counts.removeDuplicate(openKeys.size === 0);
      reference.isSelected = newest?.reference.isSelected === true;
    }
  }
}

/** @param entries - In order. */
function countHeldBack(entries: readonly IndexEntry[]): number {
  const waitedFor = new Set<string>();
  let count = 0;
  for (const { reference, openKeys } of entries) {
    for (const [partitionKey, recordCount] of openKeys) {
      if (!reference.isSelected) waitedFor.add(partitionKey);
      else if (waitedFor.has(partitionKey)) count += recordCount;
    }
  }
  return count;
}

class Counting {
  readonly counts: FailureCounts = {
    ...{ failures: 0, records: 0, recordsWithoutObject: 0, settled: 0 },
    ...{ heldBack: 0, unreadable: 0, bytes: 0, files: 0 },
  };
  readonly #files = new Set<string>();

  add({ failure, stored, contents }: ReadFailure, settled: readonly boolean[]): void {
    if (stored.kind === 'upload') return;
    this.counts.failures += 1;
    this.counts.records += failure.recordCount;
    this.counts.recordsWithoutObject += failure.foreignCount + failure.unreadableCount;
    this.counts.settled += settled.filter(Boolean).length;
    for (const [index, { data }] of stored.records.entries()) {
      if (settled[index] !== true) this.counts.bytes += Buffer.byteLength(data, 'base64');
      const content = contents[index];
      if (typeof content === 'object' && this.#files.size < maxCountedFiles)
        this.#files.add(sourceId(content.source));
    }
    this.counts.files = this.#files.size;
  }

  removeDuplicate(isSettled: boolean): void {
    this.counts.failures -= 1;
    this.counts.records -= 1;
    if (isSettled) this.counts.settled -= 1;
  }
}

/** Most files that are counted; each takes about 200 bytes. */
const maxCountedFiles = 100_000;

/** Where a Kinesis record is in its stream. */
export interface OrderedPosition {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

export function startOf({ shardId, first }: FailureReference): OrderedPosition {
  return { shardId, sequenceNumber: first };
}

function endOf({ shardId, last }: FailureReference): OrderedPosition {
  return { shardId, sequenceNumber: last };
}

/**
 * Orders Kinesis records by shard, then by sequence number. The shards that a shard was split into, or merged into, have higher ids
 * and come after it. Sequence numbers are decimal numbers without leading zeros.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html (read 2026-11-30).
 */
export function comparePositions(a: OrderedPosition, b: OrderedPosition): number {
  if (a.shardId !== b.shardId) return a.shardId < b.shardId ? -1 : 1;
  const [left, right] = [a.sequenceNumber, b.sequenceNumber];
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
