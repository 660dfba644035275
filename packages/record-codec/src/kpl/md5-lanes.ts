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

const blockBytes = 64;
const initialState = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);

/** How many messages are hashed side by side. */
export const laneCount = 4;

/** One message on its way through a lane. */
interface Lane {
  readonly message: Uint8Array;
  /** With MD5's padding: a bit, zeros, the length. */
  readonly blockCount: number;
  blocksDone: number;
}

/**
 * Hashes up to four messages at once with MD5.
 *
 * @returns undefined where the running Node has no WebAssembly with vectors. Else the digests in the messages' order.
 */
export function md5InLanes(messages: readonly Uint8Array[]): Buffer[] | undefined {
  machine ??= startMachine() ?? 'none';
  if (machine === 'none') return undefined;
  const { state, memory, hashBlocks } = machine;
  for (let word = 0; word < 4; word++)
    state.fill(initialState[word] ?? 0, word * laneCount, (word + 1) * laneCount);
  const lanes = messages.map(toLane);
  const digests: Buffer[] = [];
  while (lanes.some(isActive)) {
    const active = lanes.filter(isActive);
    const blocks = Math.min(
      laneBytes / blockBytes,
      ...active.map(({ blockCount, blocksDone }) => blockCount - blocksDone),
    );
    for (const lane of active) fillLane(memory, lanes.indexOf(lane), lane, blocks);
    hashBlocks(blocks);
    for (const lane of active) {
      lane.blocksDone += blocks;
      if (!isActive(lane)) digests[lanes.indexOf(lane)] = readDigest(state, lanes.indexOf(lane));
    }
  }
  return digests;
}

function toLane(message: Uint8Array): Lane {
  return { message, blockCount: Math.floor((message.length + 8) / blockBytes) + 1, blocksDone: 0 };
}

function isActive({ blockCount, blocksDone }: Lane): boolean {
  return blocksDone < blockCount;
}

function fillLane(
  memory: Buffer,
  index: number,
  { message, blockCount, blocksDone }: Lane,
  blocks: number,
): void {
  const laneOffset = lanesOffset + index * laneBytes;
  const start = blocksDone * blockBytes;
  const end = start + blocks * blockBytes;
  memory.set(message.subarray(start, end), laneOffset);
  if (end <= message.length) return;
  const paddingStart = Math.max(message.length - start, 0);
  memory.fill(0, laneOffset + paddingStart, laneOffset + blocks * blockBytes);
  if (message.length >= start) memory[laneOffset + paddingStart] = 0x80;
  if (blocksDone + blocks < blockCount) return;
  memory.writeUInt32LE((message.length << 3) >>> 0, laneOffset + blocks * blockBytes - 8);
  memory.writeUInt32LE(Math.floor(message.length / 2 ** 29), laneOffset + blocks * blockBytes - 4);
}

function readDigest(state: Uint32Array, index: number): Buffer {
  const digest = Buffer.allocUnsafe(16);
  for (let word = 0; word < 4; word++) digest.writeUInt32LE(state[word * laneCount + index] ?? 0, word * 4);
  return digest;
}

interface Machine {
  readonly state: Uint32Array;
  readonly memory: Buffer;
  readonly hashBlocks: (count: number) => void;
}

/** Undefined before the first use: to import the package costs nothing. */
let machine: Machine | 'none' | undefined;

function startMachine(): Machine | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(assembleMd5Lanes()), {
      m: { m: memory },
    });
    const hashBlocks = instance.exports.f;
    return {
      state: new Uint32Array(memory.buffer, 0, 4 * laneCount),
      memory: Buffer.from(memory.buffer),
      hashBlocks,
    };
  } catch {
    return undefined;
  }
}
