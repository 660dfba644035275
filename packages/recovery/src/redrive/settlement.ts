import { type ActorCoverage, listObjects, readActorCoverage } from '@headwaters/ledger';
import { type ObjectVersion, closureKey } from '@headwaters/pipeline-contract';
import type { CarriedRange, RecordContent } from '../failures/carried-range.js';
import type { FailedKinesisRecord, StoredRecords } from '../failures/stored-failure.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** A Kinesis record, and what it carries. */
export interface InspectedRecord {
  readonly record: FailedKinesisRecord;
  readonly content: RecordContent;
  /** When it failed, in milliseconds since the epoch. */
  readonly failedAtMillis: number;
}

/** Returns the Kinesis records of a failure with what they carry. */
export function inspectedRecords(
  { records, at }: StoredRecords,
  contents: readonly RecordContent[],
): InspectedRecord[] {
  const failedAtMillis = at.getTime();
  return records.map((record, index) => ({ record, content: contents[index] ?? 'foreign', failedAtMillis }));
}

/** Objects whose coverage is read at once. */
const concurrency = 16;

/** Most objects whose coverage is remembered. */
const maxRemembered = 1_000;

type SettlementContext = Pick<RecoveryContext, 's3' | 'pipeline' | 'clock'>;

/**
 * What the ledger shows as accepted or discarded by one consumer: such Kinesis records are settled. Those of an object have a receipt,
 * others a closure.
 */
export class Settlement {
  readonly #context: SettlementContext;
  readonly #consumer: string;

  constructor(context: SettlementContext, consumer: string) {
    this.#context = context;
    this.#consumer = consumer;
  }

  /**
   * Returns which Kinesis records are settled. Costs one listing for each object and shard; reads the receipts that have gaps.
   *
   * @param remembered - What is known of objects, by their ids; filled in. At most 1,000. Default: reads all again.
   */
  async settledOf(
    records: readonly InspectedRecord[],
    remembered = new Map<string, ActorCoverage>(),
  ): Promise<boolean[]> {
    if (remembered.size > maxRemembered) remembered.clear();
    await this.#readCoverage(records, remembered);
    const closures = await this.#readClosures(records);
    return records.map(({ record, content, failedAtMillis }) => {
      if (typeof content === 'string') return closures.has(closureKey(this.#consumer, record));
      const coverage = remembered.get(coverageOf(content, failedAtMillis).id);
      return coverage !== undefined && isCovered(content, coverage);
    });
  }

  async #readCoverage(
    records: readonly InspectedRecord[],
    remembered: Map<string, ActorCoverage>,
  ): Promise<void> {
    const { s3, pipeline, clock } = this.#context;
    const unknown = new Map<string, Omit<CoverageId, 'id'>>();
    for (const { content, failedAtMillis } of records) {
      if (typeof content === 'string') continue;
      const { id, ...what } = coverageOf(content, failedAtMillis);
      if (!remembered.has(id)) unknown.set(id, what);
    }
    await forEachPaced(unknown, { concurrency, clock }, async ([id, what]) => {
      const scope = { ...what, actor: this.#consumer, outcomes: ['accepted', 'discarded'] as const };
      remembered.set(id, await readActorCoverage(s3, pipeline.ledgerBucket, scope));
    });
  }

  /** Returns those keys of closures of the given Kinesis records that exist. */
  async #readClosures(records: readonly InspectedRecord[]): Promise<ReadonlySet<string>> {
    const wanted = new Map<string, Set<string>>();
    for (const { record, content } of records) {
      if (typeof content !== 'string') continue;
      const key = closureKey(this.#consumer, record);
      const folder = key.slice(0, key.lastIndexOf('/') + 1);
      wanted.set(folder, (wanted.get(folder) ?? new Set()).add(key));
    }
    const found = new Set<string>();
    for (const [folder, keys] of wanted) await this.#findKeys(folder, keys, found);
    return found;
  }

  /** Lists from the first wanted key to the last. Keys are in ASCII, which sorts in JavaScript as in S3. */
  async #findKeys(prefix: string, wanted: ReadonlySet<string>, found: Set<string>): Promise<void> {
    const { s3, pipeline } = this.#context;
    const sorted = [...wanted].sort();
    const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
    const startAfter = first.slice(0, -1);
    for await (const { key } of listObjects(s3, { bucket: pipeline.ledgerBucket, prefix, startAfter })) {
      if (key > last) return;
      if (wanted.has(key)) found.add(key);
    }
  }
}

/** Which receipts are about a Kinesis record. */
interface CoverageId {
  readonly id: string;
  readonly source: ObjectVersion;
  readonly sinceMillis: number;
}

/**
 * Objects without a version replace each other under one name, so that a receipt may be about an earlier content. Only receipts since
 * the failure count there: what was accepted before it is delivered again, which is safe. Times of S3 have seconds.
 */
function coverageOf({ source }: CarriedRange, failedAtMillis: number): CoverageId {
  const { versionId = 'null' } = source;
  if (versionId !== 'null') return { id: sourceId(source), source, sinceMillis: -Infinity };
  const sinceMillis = Math.floor(failedAtMillis / 1_000) * 1_000;
  return { id: `${sourceId(source)} since ${sinceMillis}`, source, sinceMillis };
}

function isCovered({ range, part }: CarriedRange, coverage: ActorCoverage): boolean {
  return part === undefined ? coverage.hasRange(range) : coverage.hasParts(part);
}

/** Returns a string that identifies an object version. A missing version is S3's version `null`. */
export function sourceId({ bucket, key, versionId = 'null' }: ObjectVersion): string {
  return JSON.stringify([bucket, key, versionId]);
}
