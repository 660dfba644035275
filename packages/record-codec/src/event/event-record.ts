import { blockId, type Block, type BlockSource } from '../block/block.js';
import { asBuffer } from '../bytes/byte-views.js';
import { UnresolvedReferenceError } from '../errors.js';
import { readSchemaHeader, type SchemaHeader } from '../record/schema-header.js';

/** A record as one of the profiles decodes it. */
interface Content {
  readonly bytes: Uint8Array;
  readonly subSequenceNumber?: number;
  readonly partitionKey?: string;
  readonly explicitHashKey?: string | undefined;
  readonly offset?: number;
  readonly lineNumber?: number;
}

/** One record of an event, regardless of the profile of its Kinesis record. A view on the bytes of that Kinesis record. */
export class EventRecord {
  readonly #entry: { sequenceNumber: string; partitionKey: string };
  readonly #content: Content;
  readonly #block: Block | undefined;

  /** @internal */
  constructor(entry: { sequenceNumber: string; partitionKey: string }, content: Content, block?: Block) {
    this.#entry = entry;
    this.#content = content;
    this.#block = block;
  }

  /**
   * The record without its line terminator.
   *
   * @throws {@link UnresolvedReferenceError} if the record is a {@link reference}.
   */
  get bytes(): Uint8Array {
    if (this.reference !== undefined) throw new UnresolvedReferenceError(this.id);
    return this.#content.bytes;
  }

  /** Returns the record decoded as UTF-8. Invalid bytes become U+FFFD. */
  text(): string {
    return asBuffer(this.bytes).toString('utf8');
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
    return this.#content.partitionKey ?? this.#entry.partitionKey;
  }

  /** The record's own explicit hash key in an aggregate, if it has one. */
  get explicitHashKey(): string | undefined {
    return this.#content.explicitHashKey;
  }

  /** 0-based position in an aggregate, else undefined. */
  get subSequenceNumber(): number | undefined {
    return this.#content.subSequenceNumber;
  }

  /**
   * Permanent id, the same on every delivery. In a block: `bucket/key@versionId#offset`, which is also the same when the
   * producer sends the record again. In an aggregate: `sequenceNumber.subSequenceNumber`. Else: the sequence number.
   */
  get id(): string {
    const { offset, subSequenceNumber } = this.#content;
    if (this.#block !== undefined && offset !== undefined)
      return blockId({ source: this.#block.source, offset });
    return subSequenceNumber === undefined
      ? this.sequenceNumber
      : `${this.sequenceNumber}.${subSequenceNumber}`;
  }

  /** The object that the record comes from. Undefined outside a block. */
  get source(): BlockSource | undefined {
    return this.#block?.source;
  }

  /** Offset of the record's first byte in its (gunzipped) object, in bytes. Undefined outside a block. */
  get offset(): number | undefined {
    return this.#content.offset;
  }

  /** 1-based number of the record in its object. Undefined outside a block. */
  get lineNumber(): number | undefined {
    return this.#content.lineNumber;
  }

  /** Set if the record was too large to send. Pass it to `resolveReference`. */
  get reference(): Block | undefined {
    return this.#block?.isReference === true ? this.#block : undefined;
  }

  /** The schema registry header, if the record starts with one. See `readSchemaHeader`. */
  get schema(): SchemaHeader | undefined {
    return readSchemaHeader(this.bytes);
  }
}
