/** What PutRecords takes: one record to be. */
export interface KinesisEntry {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Bytes of an entry as Kinesis counts them: data plus partition key in UTF-8. */
export function entryBytes({ partitionKey, data }: KinesisEntry): number {
  return data.length + Buffer.byteLength(partitionKey);
}
