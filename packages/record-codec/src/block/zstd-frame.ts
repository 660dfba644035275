const frameMagicBytes = 4;
const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const blockHeaderBytes = 3;
const checksumBytes = 4;
const rleBlock = 1;
const reservedBlock = 3;

/**
 * Follows the headers of a zstd frame to its end, in chunks of any size.
 *
 * Source: RFC 8878, 3.1.1. The magic; the frame header descriptor (bits 7-6 content size, 5 single segment, 2 checksum, 1-0
 * dictionary) and what it announces; blocks of 3 bytes of header (bit 0 last, bits 1-2 kind, the rest is the size) and data; a
 * checksum if announced.
 */
export class ZstdFrameScanner {
  /** Whether the frame has a content checksum; undefined until its descriptor is read. */
  hasChecksum: boolean | undefined;
  /** Whether the frame is complete. */
  isAtEnd = false;
  /** Whether a block has the reserved kind: the frame is damaged, and where it ends is unknown. */
  hasReservedBlock = false;
  /** Bytes to skip before the next part that is read. */
  #skip = frameMagicBytes;
  #next: 'descriptor' | 'block' | 'end' = 'descriptor';
  #blockHeader = 0;
  #blockHeaderLength = 0;

  /** Returns the index after the last byte of the frame in `chunk`, or its length if the frame continues. */
  scan(chunk: Uint8Array): number {
    let at = 0;
    while (!this.isAtEnd && at < chunk.length) {
      const skipped = Math.min(this.#skip, chunk.length - at);
      this.#skip -= skipped;
      at += skipped;
      if (skipped === 0) this.#read(chunk[at++] ?? 0);
      this.isAtEnd = this.#next === 'end' && this.#skip === 0;
    }
    return at;
  }

  #read(byte: number): void {
    if (this.#next === 'descriptor') this.#readDescriptor(byte);
    else this.#readBlockHeader(byte);
  }

  #readDescriptor(descriptor: number): void {
    this.hasChecksum = (descriptor & 4) !== 0;
    this.#skip = headerBytesAfterDescriptor(descriptor);
    this.#next = 'block';
  }

  #readBlockHeader(byte: number): void {
    this.#blockHeader |= byte << (8 * this.#blockHeaderLength++);
    if (this.#blockHeaderLength < blockHeaderBytes) return;
    const header = this.#blockHeader;
    const kind = (header >>> 1) & 3;
    this.hasReservedBlock = kind === reservedBlock;
    this.#skip = kind === rleBlock ? 1 : header >>> 3;
    if ((header & 1) === 1 || this.hasReservedBlock) {
      this.#next = 'end';
      this.#skip += this.hasChecksum === true ? checksumBytes : 0;
    }
    this.#blockHeader = 0;
    this.#blockHeaderLength = 0;
  }
}

function headerBytesAfterDescriptor(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const contentSize = contentSizeBytes[(descriptor >>> 6) as 0 | 1 | 2 | 3];
  const dictionaryId = dictionaryIdBytes[(descriptor & 3) as 0 | 1 | 2 | 3];
  return isSingleSegment ? dictionaryId + Math.max(contentSize, 1) : 1 + dictionaryId + contentSize;
}
