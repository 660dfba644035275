import type {
  Block,
  BlockLayout,
  BlockPart,
  BlockSource,
  DecodedRecord,
  HeaderReference,
} from '@headwaters/record-codec';

/**
 * What a sink accepts at once: one Kinesis record (a block, a KPL aggregate, or a foreign record), or a run: adjacent `plain` Kinesis
 * records of one object whose bytes are contiguous, at most 1,040,000 bytes of them. Sinks see no difference between the wire
 * profiles.
 */
export interface Delivery {
  /** Name of the stream. */
  readonly stream: string;
  readonly shardId: string;
  /** Of its first Kinesis record. */
  readonly sequenceNumber: string;
  /** Of its first Kinesis record. */
  readonly partitionKey: string;
  /** Approximate arrival of its first Kinesis record at the stream, in milliseconds since the epoch. */
  readonly arrivedAtMillis: number;
  /** Number of Kinesis records: 1, unless it is a run. */
  readonly kinesisRecordCount: number;
  /** The raw data of its first Kinesis record. */
  readonly data: Uint8Array;
  /** `data`, decoded and verified. */
  readonly record: DecodedRecord;
  /** What it carries of an object; `undefined` for a foreign record. */
  readonly carried: DeliveredBlock | undefined;
  /**
   * Iterates over its records, in order; each call starts again. A foreign Kinesis record is one, a foreign aggregate several. A
   * reference yields none: see {@link DeliveredBlock.reference}.
   */
  records(): Iterable<DeliveredRecord>;
}

/** The byte range of an object that a delivery carries. */
export interface DeliveredBlock {
  readonly wire: 'block' | 'kpl' | 'plain';
  readonly source: BlockSource;
  /** First byte in the (gunzipped) object. */
  readonly offset: number;
  /** Length of the range in bytes; of a part, see {@link part}. */
  readonly rawLength: number;
  readonly recordCount: number;
  /** Whether the range ends at the end of the object. Always `false` for `plain`. */
  readonly isLast: boolean;
  /** Whether it stands for one record that is too large for the stream. */
  readonly isReference: boolean;
  /** Set if it carries some of the records of a range: those of one slot. */
  readonly part?: BlockPart;
  /** How the bytes divide into records. Unknown for `plain`. */
  readonly layout?: BlockLayout;
  /** CSV: the first row of the object, if it is sent with every block. */
  readonly header?: Uint8Array;
  /** CSV: stands for a first row that is too long to be sent: see `resolveHeader` of the codec. */
  readonly headerReference?: HeaderReference;
  /** Set if the text is UTF-16. */
  readonly encoding?: 'utf-16le' | 'utf-16be';
  /** 1-based number of the first record in the object. Undefined for `plain`. */
  readonly lineNumber: number | undefined;
  /** The block that is carried, for `encodeBlock`. Undefined for `plain`. */
  readonly block?: Block;
  /** The block, if it is a reference: a sink reads its record from the object. */
  readonly reference?: Block;
  /** Returns the bytes of the range, with line terminators. Of a part: those of its records, joined. Empty for a reference. */
  bytes(): Uint8Array;
}

/** One record of a delivery. */
export interface DeliveredRecord {
  /**
   * The same on every delivery: `bucket/key@versionId#offset`. Of a foreign record: its sequence number; in an aggregate,
   * `sequenceNumber.subSequenceNumber`.
   */
  readonly id: string;
  /** Without the line terminator. */
  readonly bytes: Uint8Array;
  /** Undefined for a foreign record. */
  readonly source?: BlockSource;
  /** Offset of the first byte in the (gunzipped) object. Undefined for a foreign record. */
  readonly offset?: number;
  /** 1-based number in the object. Undefined for a foreign record and for `plain`. */
  readonly lineNumber?: number;
  /** Of its own Kinesis record, also in a run: runs are cut differently after a failure, so a sink can't order by the first one. */
  readonly sequenceNumber: string;
}
