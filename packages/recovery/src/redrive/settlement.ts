import { type ActorCoverage, listObjects, readActorCoverage } from '@headwaters/ledger';
import { type ObjectVersion, closureKey } from '@headwaters/pipeline-contract';
import type { CarriedRange, RecordContent } from '../failures/carried-range.js';
import type { FailedKinesisRecord } from '../failures/stored-failure.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** A Kinesis record, and what it carries. */
export interface InspectedRecord {
  readonly record: FailedKinesisRecord;
  readonly content: RecordContent;
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
   * @param remembered - What is known of objects, by {@link sourceId}; filled in. At most 1,000. Default: reads all again.
   */
  async settledOf(
    records: readonly InspectedRecord[],
    remembered = new Map<string, ActorCoverage>(),
  ): Promise<boolean[]> {
    if (remembered.size > maxRemembered) remembered.clear();
    await this.#readCoverage(records, remembered);
    const closures = await this.#readClosures(records);
    return records.map(({ record, content }) => {
      if (typeof content === 'string') return closures.has(closureKey(this.#consumer, record));
      const coverage = remembered.get(sourceId(content.source));
      return coverage !== undefined && isCovered(content, coverage);
    });
  }

  async #readCoverage(
    records: readonly InspectedRecord[],
    remembered: Map<string, ActorCoverage>,
  ): Promise<void> {
    const { s3, pipeline, clock } = this.#context;
    const unknown = new Map<string, ObjectVersion>();
    for (const { content } of records) {
      if (typeof content === 'string') continue;
      const id = sourceId(content.source);
      if (!remembered.has(id)) unknown.set(id, content.source);
    }
    await forEachPaced(unknown, { concurrency, clock }, async ([id, source]) => {
      const scope = { source, actor: this.#consumer, outcomes: ['accepted', 'discarded'] as const };
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

function isCovered({ range, part }: CarriedRange, coverage: ActorCoverage): boolean {
  return part === undefined ? coverage.hasRange(range) : coverage.hasParts(part);
}

/** Returns a string that identifies an object version. A missing version is S3's version `null`. */
export function sourceId({ bucket, key, versionId = 'null' }: ObjectVersion): string {
  return JSON.stringify([bucket, key, versionId]);
}
