import { type ObjectVersion, formatSourceUri } from '@headwaters/pipeline-contract';
import { type CarriedBlock, blockRange } from '@headwaters/record-codec';
import type {
  DestinationEvent,
  DroppedEvent,
  KinesisEventRecord,
  Simulation,
  UploadEvent,
} from '@headwaters/stack-simulator';
import type { FileCoverage, FileGap, FileWarning } from '../../contract/file-coverage.js';
import type { ConsumerShape, PipelineShape } from '../../contract/pipeline.js';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.js';
import { ConsumerShare } from './consumer-share.js';
import type { FileLedger } from './file-ledger.js';
import { readCarried } from './carried-record.js';
import { readWarning } from './file-warnings.js';
import { type LedgerWatch, digestOf, sourcesOfDeadLetter } from './ledger-watch.js';

const maxFiles = 100;

interface WatchedFile {
  readonly about: Pick<FileCoverage, 'id' | 'key' | 'versionId' | 'bytes' | 'uploadedAt' | 'isTaken'>;
  readonly ledger: FileLedger | undefined;
  readonly shares: ReadonlyMap<string, ConsumerShare>;
  /** By code. */
  readonly warnings: Map<string, FileWarning>;
  size: number;
  notPublished: readonly FileGap[];
}

/** Options of {@link CoverageWatch}. */
export interface CoverageWatchOptions {
  readonly shape: PipelineShape;
  /** Absent if the pipeline has no ledger. */
  readonly ledger: LedgerWatch | undefined;
  /** Divides what a function acknowledged into accepted and quarantined Kinesis records. */
  readonly divide: QuarantineWatch['divide'];
  readonly now: () => number;
}

/**
 * Follows the coverage of the latest 100 uploads: which bytes each consumer accepted and what became of the rest. Uses the
 * ledger, and for consumers without receipts what their mappings acknowledged and dead-lettered.
 */
export class CoverageWatch {
  readonly #options: CoverageWatchOptions;
  /** By `key@versionId`, oldest first. */
  readonly #files = new Map<string, WatchedFile>();
  /** By the digest that plain records have instead of their object, and by URI. */
  readonly #idsByName = new Map<string, string>();

  constructor({ events }: Pick<Simulation, 'events'>, options: CoverageWatchOptions) {
    this.#options = options;
    const { sourceBucket, producer } = options.shape;
    events.on('log', ({ functionName, line }) => {
      if (functionName === producer.functionName) this.#warn(line);
    });
    events.on('upload', (event) => {
      // Only a created object has a size.
      const { bucket, size } = event;
      if (bucket === sourceBucket && size !== undefined) this.#begin({ ...event, size });
    });
    events.on('acknowledged', ({ functionName, records }) => {
      const { accepted, quarantined } = options.divide(functionName, records);
      this.accept(functionName, accepted);
      this.#lose({ functionName, records: quarantined }, 'quarantined', 'by the consumer');
    });
    events.on('destination', (event) => {
      if (event.records) this.#lose(event, 'dead-lettered', event.condition);
      else if (event.condition !== 'Success') this.#deadLetterUpload(event);
    });
    events.on('dropped', (event) => {
      this.#lose(event, 'dead-lettered', event.reason);
    });
  }

  /** Counts Kinesis records that a function accepted, through its mapping or a redelivery. */
  accept(functionName: string, records: readonly KinesisEventRecord[] = []): void {
    this.#eachBlock(records, (file, block) => {
      const afterMillis = this.#options.now() - file.about.uploadedAt;
      file.shares.get(functionName)?.accept(block, afterMillis);
    });
  }

  /** Returns the object of a plain record by the digest in its partition key; undefined if its upload was not seen. */
  sourceOf(digest: string): { readonly key: string; readonly versionId: string } | undefined {
    return this.#files.get(this.#idsByName.get(digest) ?? '')?.about;
  }

  /** Newest first. */
  files(): readonly FileCoverage[] {
    return [...this.#files.values()].reverse().map((file) => this.#describe(file));
  }

  #describe({ about, ledger, shares, warnings, size: seenSize, notPublished }: WatchedFile): FileCoverage {
    const traced = ledger?.coverage();
    const size = traced?.size ?? seenSize;
    const hasOffsets = traced?.hasOffsets ?? true;
    const isEnd = traced?.size !== undefined;
    const consumers = hasOffsets ? this.#options.shape.consumers : [];
    const byShare = ({ name, functionName }: ConsumerShape) => ({
      name,
      ...(shares.get(functionName) ?? new ConsumerShare()).coverage(size, isEnd),
    });
    return {
      ...about,
      size,
      hasOffsets,
      warnings: [...warnings.values()],
      // The failures bucket, which the trace reads, does not have the messages of a dead-letter queue.
      notPublished: traced && (isEnd || traced.notPublished.length > 0) ? traced.notPublished : notPublished,
      consumers: consumers.map(
        (consumer) => traced?.consumers.find(({ name }) => name === consumer.name) ?? byShare(consumer),
      ),
    };
  }

  #begin({ bucket, key, versionId, size, matched }: UploadEvent & { readonly size: number }): void {
    const { shape, ledger, now } = this.#options;
    const [isTaken, uploadedAt] = [matched.length > 0, now()];
    const id = idOf(key, versionId);
    const shares = new Map(
      shape.consumers.map(({ functionName }) => [functionName, new ConsumerShare()] as const),
    );
    // An empty file has no blocks, so nothing will be acknowledged.
    if (size === 0 && isTaken) for (const share of shares.values()) share.acceptNothing();
    for (const name of namesOf({ bucket, key, versionId })) this.#idsByName.set(name, id);
    this.#files.delete(id);
    this.#files.set(id, {
      about: { id, key, versionId: versionId ?? 'null', bytes: size, uploadedAt, isTaken },
      ledger: ledger?.follow({ bucket, key, versionId }, new Date(uploadedAt)),
      shares,
      warnings: new Map(),
      size,
      notPublished: [],
    });
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    const { ledger, shape } = this.#options;
    for (const [id, { about }] of this.#files) {
      if (this.#files.size <= maxFiles) return;
      this.#files.delete(id);
      for (const [name, named] of this.#idsByName) if (named === id) this.#idsByName.delete(name);
      ledger?.forget({ bucket: shape.sourceBucket, key: about.key, versionId: about.versionId });
    }
  }

  #lose(
    { functionName, records = [] }: Pick<DestinationEvent | DroppedEvent, 'functionName' | 'records'>,
    state: 'dead-lettered' | 'quarantined',
    why: string,
  ): void {
    const at = this.#isoNow();
    this.#eachBlock(records, (file, block) => {
      file.shares.get(functionName)?.lose(block, { state, at, why });
    });
  }

  #deadLetterUpload({ body, condition }: DestinationEvent): void {
    for (const { key, versionId } of sourcesOfDeadLetter(body)) {
      const file = this.#files.get(idOf(key, versionId));
      const why = `not published: ${condition}`;
      if (file) file.notPublished = [{ start: 0, state: 'missing', at: this.#isoNow(), why }];
    }
  }

  #eachBlock(
    records: readonly KinesisEventRecord[],
    take: (file: WatchedFile, block: CarriedBlock) => void,
  ): void {
    for (const record of records) {
      const block = readCarried(record);
      const file = block && this.#fileOf(block);
      if (!file) continue;
      // Blocks cover unpacked bytes: more than the size of a packed object.
      if (block.isLast) file.size = blockRange(block).end;
      take(file, block);
    }
  }

  #fileOf({ source, sourceDigest }: CarriedBlock): WatchedFile | undefined {
    if (source === undefined) return this.#files.get(this.#idsByName.get(sourceDigest) ?? '');
    if (source.bucket !== this.#options.shape.sourceBucket) return undefined;
    return this.#files.get(idOf(source.key, source.versionId));
  }

  #warn(line: string): void {
    const read = readWarning(line);
    if (read === undefined) return;
    const { object, warning } = read;
    this.#files.get(this.#idsByName.get(object) ?? '')?.warnings.set(warning.code, warning);
  }

  #isoNow(): string {
    return new Date(this.#options.now()).toISOString();
  }
}

/** The names by which others refer to an object version: its digest and its URI. */
function namesOf(source: ObjectVersion): readonly string[] {
  return [digestOf(source), formatSourceUri(source)];
}

function idOf(key: string, versionId = 'null'): string {
  return `${key}@${versionId}`;
}
