import { parseFailedUpload } from '@headwaters/ledger';
import { type Block, blockRange } from '@headwaters/record-codec';
import type {
  DestinationEvent,
  DroppedEvent,
  KinesisEventRecord,
  Simulation,
  UploadEvent,
} from '@headwaters/stack-simulator';
import type { FileCoverage, FileGap } from '../../contract/file-coverage.js';
import type { ConsumerShape, PipelineShape } from '../../contract/pipeline.js';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.js';
import { ConsumerShare } from './consumer-share.js';
import type { FileLedger } from './file-ledger.js';
import { type LedgerWatch, decodeBlock } from './ledger-watch.js';

const maxFiles = 100;

interface WatchedFile {
  readonly about: Pick<FileCoverage, 'id' | 'key' | 'versionId' | 'bytes' | 'uploadedAt' | 'isTaken'>;
  readonly ledger: FileLedger | undefined;
  readonly shares: ReadonlyMap<string, ConsumerShare>;
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

  constructor({ events }: Pick<Simulation, 'events'>, options: CoverageWatchOptions) {
    this.#options = options;
    const { sourceBucket } = options.shape;
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
      file.shares.get(functionName)?.accept(block, file.size, afterMillis);
    });
  }

  /** Newest first. */
  files(): readonly FileCoverage[] {
    return [...this.#files.values()].reverse().map((file) => this.#describe(file));
  }

  #describe({ about, ledger, shares, size: seenSize, notPublished }: WatchedFile): FileCoverage {
    const traced = ledger?.coverage();
    const size = traced?.size ?? seenSize;
    const byShare = ({ name, functionName }: ConsumerShape) => ({
      name,
      ...(shares.get(functionName) ?? new ConsumerShare()).coverage(size),
    });
    return {
      ...about,
      size,
      notPublished: traced?.notPublished ?? notPublished,
      consumers: this.#options.shape.consumers.map(
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
    this.#files.delete(id);
    this.#files.set(id, {
      about: { id, key, versionId: versionId ?? 'null', bytes: size, uploadedAt, isTaken },
      ledger: ledger?.follow({ bucket, key, versionId }, new Date(uploadedAt)),
      shares,
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
    for (const { key, versionId } of parseFailedUpload(JSON.stringify(body))?.sources ?? []) {
      const file = this.#files.get(idOf(key, versionId));
      const why = `not published: ${condition}`;
      if (file) file.notPublished = [{ start: 0, state: 'missing', at: this.#isoNow(), why }];
    }
  }

  #eachBlock(records: readonly KinesisEventRecord[], take: (file: WatchedFile, block: Block) => void): void {
    for (const record of records) {
      const block = decodeBlock(record);
      if (block?.source.bucket !== this.#options.shape.sourceBucket) continue;
      const file = this.#files.get(idOf(block.source.key, block.source.versionId));
      if (!file) continue;
      // Blocks cover unpacked bytes: more than the size of a gzip object.
      if (block.isLast) file.size = blockRange(block).end;
      take(file, block);
    }
  }

  #isoNow(): string {
    return new Date(this.#options.now()).toISOString();
  }
}

function idOf(key: string, versionId = 'null'): string {
  return `${key}@${versionId}`;
}
