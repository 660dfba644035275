import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsumedRecord } from './consumed-record.js';

/** Where the example stores records: one file a shard, one JSON line a record, `{"id":...,"text":...}`. */
export class ShardFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens the file of a shard, to append. */
  static async open(folder: string, shardId: string): Promise<ShardFile> {
    await mkdir(folder, { recursive: true });
    return new ShardFile(await open(join(folder, `${shardId}.jsonl`), 'a'));
  }

  /** Appends records. When it resolves, they are on the disk: only then may a checkpoint follow. */
  async append(records: readonly ConsumedRecord[]): Promise<void> {
    const lines = records.map(({ id, bytes }) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
      return `${JSON.stringify({ id, text })}\n`;
    });
    await this.#file.appendFile(lines.join(''));
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
