import { assembleMd5Lanes, laneBytes, lanesOffset } from './assemble-md5-lanes.js';

/** The part of WebAssembly used here: only the browser's types describe it. */
declare const WebAssembly: {
  readonly Memory: new (options: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { f: (blocks: number) => void } };
};

/** How many messages are hashed side by side. */
export const laneCount = 8;

const blockBytes = 64;
const wordBytes = 4;
const words = [0, 1, 2, 3];

/** One message on its way through a lane: what is left of its whole blocks, then the last, which MD5's padding fills. */
interface Lane {
  readonly index: number;
  bytes: Uint8Array;
  last: Uint8Array;
}

/**
 * Hashes up to eight messages at once with MD5.
 *
 * @returns undefined where the running Node has no WebAssembly with vectors. Else the digests in the messages' order.
 */
export function md5InLanes(messages: readonly Uint8Array[]): Buffer[] | undefined {
  machine ??= startMachine();
  if (machine === 'none') return undefined;
  const { memory, hashBlocks } = machine;
  // RFC 1321, 3.3: the words of the state, each once a lane.
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
  const wholeBytes = message.length - restBytes;
  const last = Buffer.alloc(restBytes + 9 > blockBytes ? 2 * blockBytes : blockBytes);
  last.set(message.subarray(wholeBytes));
  last[restBytes] = 0x80;
  last.writeUIntLE(message.length * 8, last.length - 8, 6);
  return { index, bytes: message.subarray(0, wholeBytes), last };
}

/** Goes on to the last blocks where there are no others. */
function hasMore(lane: Lane): boolean {
  if (lane.bytes.length === 0) {
    lane.bytes = lane.last;
    lane.last = lane.last.subarray(lane.last.length);
  }
  return lane.bytes.length > 0;
}

function readDigest(memory: Buffer, lane: number): Buffer {
  const offsets = words.map((word) => (word * laneCount + lane) * wordBytes);
  return Buffer.concat(offsets.map((offset) => memory.subarray(offset, offset + wordBytes)));
}

interface Machine {
  readonly memory: Buffer;
  readonly hashBlocks: (count: number) => void;
}

/** Undefined before the first use: to import the package costs nothing. */
let machine: Machine | 'none' | undefined;

function startMachine(): Machine | 'none' {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const module = new WebAssembly.Module(assembleMd5Lanes());
    const { exports } = new WebAssembly.Instance(module, { m: { m: memory } });
    return { memory: Buffer.from(memory.buffer), hashBlocks: exports.f };
  } catch {
    return 'none';
  }
}
