import { type Block, type BlockSource, blockId } from '../block/block.js';
import { asBuffer } from '../bytes/byte-views.js';
import { UnresolvedReferenceError } from '../errors.js';
import { type SchemaHeader, readSchemaHeader } from '../record/schema-header.js';

/** What a profile knows of one of its records. */
interface Content {
  readonly bytes: Uint8Array;
  readonly subSequenceNumber?: number;
  readonly partitionKey?: string;
  readonly explicitHashKey?: string | undefined;
  readonly offset?: number;
  readonly lineNumber?: number;
}

/** One record of an event, whatever profile it came in: a view on the bytes of its Kinesis record. */
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

  /** The record, without a line terminator. @throws {@link UnresolvedReferenceError} for a {@link reference}. */
  get bytes(): Uint8Array {
    if (this.reference !== undefined) throw new UnresolvedReferenceError(this.id);
    return this.#content.bytes;
  }

  /** The record as UTF-8; what is not UTF-8 becomes U+FFFD. */
  text(): string {
    return asBuffer(this.bytes).toString('utf8');
  }

  /** The record parsed as JSON. @throws SyntaxError if it is none. */
  json(): unknown {
    return JSON.parse(this.text());
  }

  /** Of the Kinesis record that it came in. */
  get sequenceNumber(): string {
    return this.#entry.sequenceNumber;
  }

  /** The record's own key in an aggregate, else that of its Kinesis record. */
  get partitionKey(): string {
    return this.#content.partitionKey ?? this.#entry.partitionKey;
  }

  get explicitHashKey(): string | undefined {
    return this.#content.explicitHashKey;
  }

  /** 0-based place in an aggregate; undefined elsewhere. */
  get subSequenceNumber(): number | undefined {
    return this.#content.subSequenceNumber;
  }

  /**
   * The same on every delivery: `bucket/key@versionId#offset` in a block, which every retry of the producer gives again;
   * else the sequence number, with `.subSequenceNumber` in an aggregate.
   */
  get id(): string {
    const { offset, subSequenceNumber } = this.#content;
    if (this.#block !== undefined && offset !== undefined)
      return blockId({ source: this.#block.source, offset });
    return subSequenceNumber === undefined
      ? this.sequenceNumber
      : `${this.sequenceNumber}.${subSequenceNumber}`;
  }

  /** The object that the record came from, if it came in a block. */
  get source(): BlockSource | undefined {
    return this.#block?.source;
  }

  /** Of the record's first byte in its object, in bytes, if it came in a block. */
  get offset(): number | undefined {
    return this.#content.offset;
  }

  /** 1-based, in its object, if it came in a block. */
  get lineNumber(): number | undefined {
    return this.#content.lineNumber;
  }

  /** Set where the record was too large to travel: pass it to `resolveReference`. */
  get reference(): Block | undefined {
    return this.#block?.isReference === true ? this.#block : undefined;
  }

  /** The header of a schema registry, if the record begins with one. */
  get schema(): SchemaHeader | undefined {
    return readSchemaHeader(this.bytes);
  }
}
