/** One record for the stream. */
export interface StreamRecord {
  /** 1 to 256 characters. Records of one partition key keep their order. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** How many of the object's records it carries. */
  readonly recordCount: number;
}

/** What a record counts towards the limits of Kinesis: its data and its partition key, in bytes. */
export function streamRecordBytes({ partitionKey, data }: StreamRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
