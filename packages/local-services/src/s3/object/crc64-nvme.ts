/** The polynomial, bits reversed, in two halves. Source: NVM Express command set 1.0, section 5.2.1.3.4. */
const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;

/** Bytes taken at a step. */
const stride = 8;

/** High and low half of the remainder of `byte` followed by k zero bytes, at `(k * 256 + byte) * 2`. */
const remainders = makeRemainders();

/** CRC-64/NVME, eight bytes at a step, in 32-bit halves: JavaScript's 64-bit integers are far slower. */
export class Crc64Nvme {
  #high = -1;
  #low = -1;

  update(chunk: Uint8Array): void {
    let offset = 0;
    for (; offset + stride <= chunk.length; offset += stride) this.#takeEight(chunk, offset);
    for (; offset < chunk.length; offset++) this.#takeOne(chunk[offset] ?? 0);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(~this.#high, 0);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes;
  }

  #takeEight(chunk: Uint8Array, offset: number): void {
    const low = this.#low ^ littleEndian(chunk, offset);
    const high = this.#high ^ littleEndian(chunk, offset + 4);
    let nextHigh = 0;
    let nextLow = 0;
    for (let byte = 0; byte < stride; byte++) {
      const value = ((byte < 4 ? low : high) >>> ((byte % 4) * 8)) & 0xff;
      const place = ((stride - 1 - byte) * 256 + value) * 2;
      nextHigh ^= remainders[place] ?? 0;
      nextLow ^= remainders[place + 1] ?? 0;
    }
    this.#high = nextHigh;
    this.#low = nextLow;
  }

  #takeOne(byte: number): void {
    const place = ((this.#low ^ byte) & 0xff) * 2;
    const shiftedLow = (this.#low >>> 8) | (this.#high << 24);
    this.#high = (this.#high >>> 8) ^ (remainders[place] ?? 0);
    this.#low = shiftedLow ^ (remainders[place + 1] ?? 0);
  }
}

function littleEndian(chunk: Uint8Array, offset: number): number {
  return (
    (chunk[offset] ?? 0) |
    ((chunk[offset + 1] ?? 0) << 8) |
    ((chunk[offset + 2] ?? 0) << 16) |
    ((chunk[offset + 3] ?? 0) << 24)
  );
}

function makeRemainders(): Int32Array {
  const table = new Int32Array(stride * 512);
  for (let byte = 0; byte < 256; byte++) table.set(remainderOf(byte), byte * 2);
  for (let place = 512; place < table.length; place += 2) {
    const high = table[place - 512] ?? 0;
    const low = table[place - 511] ?? 0;
    const first = (low & 0xff) * 2;
    table[place] = (high >>> 8) ^ (table[first] ?? 0);
    table[place + 1] = ((low >>> 8) | (high << 24)) ^ (table[first + 1] ?? 0);
  }
  return table;
}

function remainderOf(byte: number): [high: number, low: number] {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = ((low >>> 1) | (high << 31)) ^ (carry ? polynomialLow : 0);
    high = (high >>> 1) ^ (carry ? polynomialHigh : 0);
  }
  return [high, low];
}
