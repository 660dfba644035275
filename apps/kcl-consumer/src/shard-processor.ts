import type { Checkpointer, KclRecord } from 'aws-kcl';
import { storeCheckpoint } from './checkpoint.js';
import { type ReadReference, type ReadResult, readRecords } from './consumed-record.js';
import { type Quarantine, isPermanent } from './quarantine.js';
import { ShardFile } from './shard-file.js';

export interface ShardProcessorOptions {
  readonly outputFolder: string;
  readonly quarantine: Quarantine;
  readonly readReference: ReadReference;
  /** Called with one line without a line end. Standard output belongs to the protocol. */
  readonly log: (line: string) => void;
}

/**
 * Processes the records of one shard, in order: stores them, then the checkpoint. A record that can't be read is quarantined and the
 * shard goes on. If a record can't be stored, a method rejects and the batch has no checkpoint: the program must end, and the KCL
 * delivers the batch again.
 */
export class ShardProcessor {
  readonly #options: ShardProcessorOptions;
  #shardId = '';
  #file: ShardFile | undefined;

  constructor(options: ShardProcessorOptions) {
    this.#options = options;
  }

  async initialize(shardId: string): Promise<void> {
    this.#shardId = shardId;
    this.#file = await ShardFile.open(this.#options.outputFolder, shardId);
  }

  async processRecords(records: readonly KclRecord[], checkpointer: Checkpointer): Promise<void> {
    for (const record of records) await this.#process(record);
    if (records.length > 0) await this.checkpoint(checkpointer);
  }

  /** Stores a checkpoint behind the last batch. Logs an error. */
  async checkpoint(checkpointer: Checkpointer): Promise<void> {
    const outcome = await storeCheckpoint(checkpointer);
    if (outcome !== 'stored') this.#log(`no checkpoint: ${outcome.error}`);
  }

  /**
   * Stores the checkpoint at the end of the shard.
   *
   * @throws Error if it is not stored: the KCL starts the child shards only after it. Not after `ShutdownException`, because then the
   * lease belongs to another worker, which ends the shard.
   */
  async endShard(checkpointer: Checkpointer): Promise<void> {
    const outcome = await storeCheckpoint(checkpointer);
    if (outcome !== 'stored') {
      if (outcome.error !== 'ShutdownException')
        throw new Error(`${this.#shardId}: no checkpoint at the end of the shard: ${outcome.error}`);
      this.#log(`no checkpoint: ${outcome.error}`);
    }
    await this.close();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #process(record: KclRecord): Promise<void> {
    const { records, damage } = await this.#read(record);
    if (this.#file === undefined) throw new Error('Records arrived without an open shard');
    await this.#file.append(records);
    if (damage === undefined) return;
    const file = await this.#options.quarantine.add(this.#shardId, record, damage);
    this.#log(`quarantined ${record.sequenceNumber} in ${file}: ${damage.message}`);
  }

  async #read(record: KclRecord): Promise<ReadResult> {
    try {
      return await readRecords(record, this.#options.readReference);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      return { records: [], damage: error };
    }
  }

  #log(line: string): void {
    this.#options.log(`${this.#shardId}: ${line}`);
  }
}
