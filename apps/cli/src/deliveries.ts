import { decodeRecord, type Block, type BlockSource } from '@headwaters/record-codec';
import { Reassembly } from './reassembly.js';

/** Reads the range that a reference block stands for from its source. */
export type ReadReference = (block: Block) => Promise<Uint8Array>;

/** What each receiver has of each source, put together from the blocks it was given. */
export class Deliveries {
  readonly #byReceiver = new Map<string, Map<string, Reassembly>>();
  readonly #readReference: ReadReference;
  #work: Promise<void> = Promise.resolve();

  constructor(readReference: ReadReference) {
    this.#readReference = readReference;
  }

  /**
   * Notes that `receiver` has the block in `data`, a record's bytes. Records that are no blocks belong to no source and are
   * passed over.
   */
  add(receiver: string, data: Uint8Array): void {
    this.#work = this.#work.then(async () => {
      const record = decodeRecord(data);
      if (record.profile !== 'block') return;
      const { block } = record;
      const content = block.isReference ? await this.#readReference(block) : block.bytes;
      const reassembly = this.of(receiver, block.source);
      if (block.part === undefined) reassembly.add(block, content);
      else reassembly.addPart(record, block.part);
    });
    // The failure is kept for whoever awaits settled(); until then it must not end the process.
    this.#work.catch(() => undefined);
  }

  /** What `receiver` has of `source` by now. */
  of(receiver: string, source: BlockSource): Reassembly {
    const sources = this.#byReceiver.get(receiver) ?? new Map<string, Reassembly>();
    this.#byReceiver.set(receiver, sources);
    const name = `${source.bucket}/${source.key}@${source.versionId ?? 'null'}`;
    const reassembly = sources.get(name) ?? new Reassembly();
    sources.set(name, reassembly);
    return reassembly;
  }

  /**
   * Waits until every block noted so far has been put in its place.
   *
   * @throws The codec's error if one could not be decoded.
   */
  async settled(): Promise<void> {
    await this.#work;
  }
}
