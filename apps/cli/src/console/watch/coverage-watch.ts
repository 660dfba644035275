import type { ConsumerShape, FileCoverage, PipelineShape } from '@headwaters/console-contract';
import { decodeRecord, type Block } from '@headwaters/record-codec';
import type { DestinationEvent, KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import { ConsumerShare } from './consumer-share.js';
import { keysOfNotification } from './keys-of-notification.js';

const maxFiles = 100;

interface WatchedFile {
  readonly about: Pick<FileCoverage, 'id' | 'key' | 'versionId' | 'bytes' | 'uploadedAt' | 'isTaken'>;
  readonly shares: ReadonlyMap<string, ConsumerShare>;
  size: number;
  rejected: string | undefined;
}

/** Follows the latest 100 uploads: which of their bytes each consumer accepted, and which were given up. */
export class CoverageWatch {
  readonly #consumers: readonly ConsumerShape[];
  readonly #sourceBucket: string;
  readonly #now: () => number;
  /** By `key@versionId`, oldest first. */
  readonly #files = new Map<string, WatchedFile>();

  constructor({ events }: Pick<Simulation, 'events'>, shape: PipelineShape, now: () => number) {
    this.#consumers = shape.consumers;
    this.#sourceBucket = shape.sourceBucket;
    this.#now = now;
    events.on('upload', ({ bucket, eventName, key, versionId, size, matched }) => {
      if (bucket !== shape.sourceBucket || !eventName.startsWith('ObjectCreated')) return;
      this.#begin({ key, versionId: versionId ?? 'null', bytes: size, isTaken: matched.length > 0 });
    });
    events.on('acknowledged', ({ functionName, records }) => {
      this.accept(functionName, records);
    });
    events.on('destination', (event) => {
      if (event.records) this.#giveUp(event.functionName, event.records);
      else if (event.condition !== 'Success') this.#giveUpUpload(event);
    });
    events.on('dropped', ({ functionName, records = [] }) => {
      this.#giveUp(functionName, records);
    });
  }

  /** Records that a function accepted, by its mapping or by a redelivery. */
  accept(functionName: string, records: readonly KinesisEventRecord[]): void {
    this.#eachBlock(records, (file, block) => {
      file.shares.get(functionName)?.accept(block, file.size, this.#now() - file.about.uploadedAt);
    });
  }

  /** An upload, or what was left of it, that the producer will not try again. */
  reject({ key, versionId }: { key: string; versionId?: string | undefined }, reason: string): void {
    const file = this.#files.get(`${key}@${versionId ?? 'null'}`);
    if (file) file.rejected = reason;
  }

  /** Newest first. */
  files(): readonly FileCoverage[] {
    return [...this.#files.values()].reverse().map(({ about, size, rejected, shares }) => ({
      ...about,
      size,
      ...(rejected !== undefined && { rejected }),
      consumers: this.#consumers.map(({ name, functionName }) => ({
        name,
        ...(shares.get(functionName) ?? new ConsumerShare()).coverage(size),
      })),
    }));
  }

  #begin(upload: Pick<FileCoverage, 'key' | 'versionId' | 'bytes' | 'isTaken'>): void {
    const id = `${upload.key}@${upload.versionId}`;
    const shares = new Map(
      this.#consumers.map(({ functionName }) => [functionName, new ConsumerShare()] as const),
    );
    // An empty file has no blocks: nothing will be acknowledged.
    if (upload.bytes === 0 && upload.isTaken) for (const share of shares.values()) share.acceptNothing();
    this.#files.delete(id);
    const about = { id, ...upload, uploadedAt: this.#now() };
    this.#files.set(id, { about, shares, size: upload.bytes, rejected: undefined });
    for (const old of this.#files.keys()) {
      if (this.#files.size <= maxFiles) break;
      this.#files.delete(old);
    }
  }

  #giveUp(functionName: string, records: readonly KinesisEventRecord[]): void {
    this.#eachBlock(records, (file, block) => {
      file.shares.get(functionName)?.giveUp(block);
    });
  }

  #giveUpUpload({ body, condition }: DestinationEvent): void {
    for (const source of keysOfNotification(body['requestPayload'])) this.reject(source, condition);
  }

  #eachBlock(records: readonly KinesisEventRecord[], take: (file: WatchedFile, block: Block) => void): void {
    for (const { kinesis } of records) {
      const block = blockIn(Buffer.from(kinesis.data, 'base64'));
      if (block?.source.bucket !== this.#sourceBucket) continue;
      const file = this.#files.get(`${block.source.key}@${block.source.versionId ?? 'null'}`);
      if (!file) continue;
      // The blocks of a compressed object add up to more bytes than the object has.
      if (block.isLast) file.size = block.offset + block.rawLength;
      take(file, block);
    }
  }
}

/** What can't be decoded belongs to no file that is known. */
function blockIn(data: Uint8Array): Block | undefined {
  try {
    const record = decodeRecord(data);
    return record.profile === 'block' ? record.block : undefined;
  } catch {
    return undefined;
  }
}
