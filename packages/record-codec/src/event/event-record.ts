import { blockId, type Block, type BlockSource } from '../block/block.js';
import { decodeText } from '../block/text-encoding.js';
import { UnresolvedReferenceError } from '../errors.js';
import { readSchemaHeader, type SchemaHeader } from '../record/schema-header.js';
import type { AggregateRecord } from '../kpl/decode-aggregate.js';
import type { CarriedBlock } from '../wire/carried-block.js';

/** A record as one of the profiles decodes it. */
interface Content {
  readonly bytes: Uint8Array;
  readonly offset?: number;
  readonly lineNumber?: number | undefined;
}

/** The content of a reference: it has a position in its object, but no bytes. */
export function referenceContent(reference: Block): Content {
  return {
    offset: reference.offset,
    lineNumber: reference.lineNumber,
    get bytes(): Uint8Array {
      throw new UnresolvedReferenceError(blockId(reference));
    },
  };
}

/** One record of an event, regardless of the profile of its Kinesis record. A view on the bytes of that Kinesis record. */
export class EventRecord {
  readonly #entry: { sequenceNumber: string; partitionKey: string };
  readonly #content: Content;
  readonly #carried: CarriedBlock | undefined;
  readonly #inAggregate: AggregateRecord | undefined;

  /**
   * @internal
   * @param carried - What the Kinesis record carries of an object.
   * @param inAggregate - The record in its aggregate.
   */
  constructor(
    entry: { sequenceNumber: string; partitionKey: string },
    content: Content,
    carried?: CarriedBlock,
    inAggregate?: AggregateRecord,
  ) {
    this.#entry = entry;
    this.#content = content;
    this.#carried = carried;
    this.#inAggregate = inAggregate;
  }

  /**
   * The record without its line terminator.
   *
   * @throws {@link UnresolvedReferenceError} if the record is a {@link reference}.
   */
  get bytes(): Uint8Array {
    return this.#content.bytes;
  }

  /**
   * Returns the record decoded as UTF-8 or, if its block says so, as UTF-16. Invalid bytes become U+FFFD. A byte order mark at the
   * start of the object is left out; `bytes` has it.
   */
  text(): string {
    return decodeText(this.bytes, { encoding: this.#carried?.encoding ?? 'utf-8', offset: this.offset ?? 1 });
  }

  /** Returns the record parsed as JSON. @throws SyntaxError if it is not JSON. */
  json(): unknown {
    return JSON.parse(this.text());
  }

  /** Sequence number of the Kinesis record. */
  get sequenceNumber(): string {
    return this.#entry.sequenceNumber;
  }

  /** The record's own partition key in an aggregate, else the partition key of the Kinesis record. */
  get partitionKey(): string {
    return this.#inAggregate?.partitionKey ?? this.#entry.partitionKey;
  }

  /** The record's own explicit hash key in an aggregate, if it has one. */
  get explicitHashKey(): string | undefined {
    return this.#inAggregate?.explicitHashKey;
  }

  /** 0-based position in an aggregate, else undefined. */
  get subSequenceNumber(): number | undefined {
    return this.#inAggregate?.subSequenceNumber;
  }

  /**
   * Permanent id, the same on every delivery. Of a record that the producer sent from an object: `bucket/key@versionId#offset`, in
   * a plain record `digest#offset` (see `sourceDigest`); both are also the same when the producer sends the record again. Of any
   * other record: in an aggregate, `sequenceNumber.subSequenceNumber`; else the sequence number.
   */
  get id(): string {
    const { subSequenceNumber, offset } = this;
    if (this.#carried !== undefined && offset !== undefined) {
      const { source } = this.#carried;
      return source === undefined ? `${this.#carried.sourceDigest}#${offset}` : blockId({ source, offset });
    }
    return subSequenceNumber === undefined
      ? this.sequenceNumber
      : `${this.sequenceNumber}.${subSequenceNumber}`;
  }

  /**
   * The object that the record comes from. Undefined for a plain record, which knows its `sourceDigest` only, and for foreign
   * records.
   */
  get source(): BlockSource | undefined {
    return this.#carried?.source;
  }

  /** Digest of the object that the record comes from: see `sourceDigest`. Undefined for foreign records. */
  get sourceDigest(): string | undefined {
    return this.#carried?.sourceDigest;
  }

  /** Offset of the record's first byte in its (gunzipped) object, in bytes. Undefined for foreign records. */
  get offset(): number | undefined {
    return this.#content.offset;
  }

  /** 1-based number of the record in its object. Undefined for plain and for foreign records. */
  get lineNumber(): number | undefined {
    return this.#content.lineNumber;
  }

  /** Set if the record was too large to send. Pass it to `resolveReference`. */
  get reference(): Block | undefined {
    return this.#carried?.reference;
  }

  /** The schema registry header, if the record starts with one. See `readSchemaHeader`. */
  get schema(): SchemaHeader | undefined {
    return readSchemaHeader(this.bytes);
  }
}
