import { assembleMd5Lanes, laneBytes, lanesOffset } from './assemble-md5-lanes.js';

/** The part of WebAssembly used here. Only TypeScript's DOM library declares it. */
declare const WebAssembly: {
  readonly Memory: new (options: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { f: (blocks: number) => void } };
};

/** How many messages are hashed in parallel. */
const laneCount = 8;

const blockBytes = 64;
const wordBytes = 4;
const stateWords = [0, 1, 2, 3];

/** One message being hashed. */
interface Lane {
  readonly index: number;
  /** Complete blocks still to be hashed. */
  bytes: Uint8Array;
  /** The rest of the message with MD5's padding: one or two blocks, hashed after `bytes`. */
  padded: Uint8Array;
}

/**
 * Computes the MD5 of up to eight messages in parallel, with WebAssembly SIMD.
 *
 * @returns The digests, in the order of the messages; undefined if the running Node.js does not support WebAssembly SIMD.
 */
export function md5InLanes(messages: readonly Uint8Array[]): Buffer[] | undefined {
  md5Module ??= instantiateModule();
  if (md5Module === 'unsupported') return undefined;
  const { memory, hashBlocks } = md5Module;
  // RFC 1321, 3.3: the initial state. Each word is repeated for every lane.
  const state = ['01234567', '89abcdef', 'fedcba98', '76543210'].map((word) => word.repeat(laneCount));
  memory.write(state.join(''), 'hex');
  const digests: Buffer[] = [];
  const lanes = messages.map(toLane);
  for (let active = lanes.filter(hasMore); active.length > 0; active = active.filter(hasMore)) {
    const count = Math.min(laneBytes, ...active.map(({ bytes }) => bytes.length));
    for (const { bytes, index } of active)
      memory.set(bytes.subarray(0, count), lanesOffset + index * laneBytes);
    hashBlocks(count / blockBytes);
    for (const lane of active) {
      lane.bytes = lane.bytes.subarray(count);
      if (!hasMore(lane)) digests[lane.index] = readDigest(memory, lane.index);
    }
  }
  return digests;
}

function toLane(message: Uint8Array, index: number): Lane {
  const restBytes = message.length % blockBytes;
  const completeBytes = message.length - restBytes;
  // RFC 1321, 3.1 and 3.2: a 1 bit, zeros, the length of the message in bits.
  const padded = Buffer.alloc(restBytes + 9 > blockBytes ? 2 * blockBytes : blockBytes);
  padded.set(message.subarray(completeBytes));
  padded[restBytes] = 0x80;
  padded.writeUIntLE(message.length * 8, padded.length - 8, 6);
  return { index, bytes: message.subarray(0, completeBytes), padded };
}

/** Returns whether blocks are left. After the complete blocks, continues with the padded ones. */
function hasMore(lane: Lane): boolean {
  if (lane.bytes.length === 0) {
    lane.bytes = lane.padded;
    lane.padded = lane.padded.subarray(lane.padded.length);
  }
  return lane.bytes.length > 0;
}

function readDigest(memory: Buffer, lane: number): Buffer {
  const offsets = stateWords.map((word) => (word * laneCount + lane) * wordBytes);
  return Buffer.concat(offsets.map((offset) => memory.subarray(offset, offset + wordBytes)));
}

interface Md5Module {
  readonly memory: Buffer;
  readonly hashBlocks: (count: number) => void;
}

/** Started on first use, so that importing the package costs nothing. */
let md5Module: Md5Module | 'unsupported' | undefined;

function instantiateModule(): Md5Module | 'unsupported' {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const module = new WebAssembly.Module(assembleMd5Lanes());
    const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
    return { memory: Buffer.from(memory.buffer), hashBlocks: exports.f };
  } catch {
    return 'unsupported';
  }
}
