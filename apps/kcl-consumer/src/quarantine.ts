import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecordCodecError } from '@headwaters/record-codec';
import type { KclRecord } from 'aws-kcl';
import { decodeData } from './consumed-record.js';

/** S3 errors of a reference whose object is gone. */
const lostSources = ['NoSuchKey', 'NoSuchVersion', 'NoSuchBucket'];

/** Whether every further attempt to read a record would fail in the same way. */
export function isPermanent(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (isRecordCodecError(error)) return error.code !== 'HEADWATERS_ZSTD_UNAVAILABLE';
  return lostSources.includes(error.name);
}

/** Where records that can't be read are kept: a folder here; a bucket in a service whose disk is not kept. */
export class Quarantine {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes the data of a record and, as JSON, why it can't be read. Data that is not base64 is written as it arrived. The same record
   * overwrites its files.
   *
   * @returns The path of the data.
   */
  async add(shardId: string, record: KclRecord, error: Error): Promise<string> {
    const { sequenceNumber, subSequenceNumber, partitionKey } = record;
    const name = `${shardId}-${sequenceNumber}.${subSequenceNumber ?? 0}`;
    const file = join(this.#folder, `${name}.bin`);
    const reason = { shardId, sequenceNumber, partitionKey, error: error.name, message: error.message };
    await mkdir(this.#folder, { recursive: true });
    await writeFile(file, decodeData(record) ?? record.data ?? '');
    await writeFile(join(this.#folder, `${name}.json`), `${JSON.stringify(reason)}\n`);
    return file;
  }
}
