/*
 * MD5 can't be made faster for one message: each step waits for the one before. Four messages side by side in the lanes of
 * a vector can. This assembles that function as a WebAssembly module, 64 steps unrolled, from RFC 1321 (3.4).
 *
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html
 * Memory, one page: 0 the state (a, b, c, d: one word a lane each), 64 the lanes' bytes, laneBytes apart.
 */

/** Bytes of one lane in the module's memory: 255 blocks of 64. */
export const laneBytes = 16_320;
/** Where the first lane stands in the module's memory. */
export const lanesOffset = 64;

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/** Locals: 0 blocks left (parameter), 1 position, then vectors: state, its copy, message words, scratch. */
const [blocksLeft, position, state, saved, words, scratch] = [0, 1, 2, 6, 10, 26] as const;
const vectorCount = 32;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const int32 = (value: number) => [0x41, ...signedLeb(value)];
const vector = (opcode: number) => [0xfd, ...unsignedLeb(opcode)];
const add = vector(0xae);
const or = vector(0x50);
const xor = vector(0x51);
const load = (offset: number) => [...vector(0x00), 4, ...unsignedLeb(offset)];
const store = (offset: number) => [...vector(0x0b), 4, ...unsignedLeb(offset)];

/** Assembles the module. Imports `m.m`, its memory; exports `f(blocks)`, which hashes that many blocks of each lane. */
export function assembleMd5Lanes(): Uint8Array<ArrayBuffer> {
  const body = [...[2, 1, 0x7f, vectorCount, 0x7b], ...functionBody(), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 0]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]),
    ...section(10, [1, ...unsignedLeb(body.length), ...body]),
  ]);
}

function functionBody(): number[] {
  return [
    ...forState((index) => [...int32(0), ...load(index * 16), ...set(state + index)]),
    ...[0x03, 0x40],
    ...forState((index) => [...get(state + index), ...set(saved + index)]),
    ...[0, 1, 2, 3].flatMap(loadFourWords),
    ...Array.from({ length: 64 }, (_, index) => step(index)).flat(),
    ...forState((index) => [...get(state + index), ...get(saved + index), ...add, ...set(state + index)]),
    ...[...get(position), ...int32(64), 0x6a, ...set(position)],
    ...[...get(blocksLeft), ...int32(1), 0x6b, 0x22, blocksLeft, 0x0d, 0, 0x0b],
    ...forState((index) => [...int32(0), ...get(state + index), ...store(index * 16)]),
  ];
}

/** Words 4g to 4g + 3 of the four lanes, transposed: each vector then holds one word of every lane. */
function loadFourWords(group: number): number[] {
  const rows = [0, 1, 2, 3].flatMap((lane) => [
    ...get(position),
    ...load(lanesOffset + lane * laneBytes + group * 16),
    ...set(scratch + lane),
  ]);
  const [low, high, left, right] = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ] as const;
  const target = words + group * 4;
  return [
    ...rows,
    ...shuffle(scratch, scratch + 1, low, scratch + 4),
    ...shuffle(scratch + 2, scratch + 3, low, scratch + 5),
    ...shuffle(scratch + 4, scratch + 5, left, target),
    ...shuffle(scratch + 4, scratch + 5, right, target + 1),
    ...shuffle(scratch, scratch + 1, high, scratch + 4),
    ...shuffle(scratch + 2, scratch + 3, high, scratch + 5),
    ...shuffle(scratch + 4, scratch + 5, left, target + 2),
    ...shuffle(scratch + 4, scratch + 5, right, target + 3),
  ];
}

function shuffle(first: number, second: number, lanes: readonly number[], target: number): number[] {
  const bytes = lanes.flatMap((lane) => [lane * 4, lane * 4 + 1, lane * 4 + 2, lane * 4 + 3]);
  return [...get(first), ...get(second), ...vector(0x0d), ...bytes, ...set(target)];
}

/** a = b + rotateLeft(a + f(b, c, d) + constant + word, shift), the letters moving on by one each step. */
function step(index: number): number[] {
  const [a, b, c, d] = [0, 1, 2, 3].map((letter) => state + ((letter - index + 64) % 4)) as [
    number,
    number,
    number,
    number,
  ];
  const round = index >> 4;
  const word = words + (([index, 5 * index + 1, 3 * index + 5, 7 * index][round] ?? 0) % 16);
  const shift = shifts[round * 4 + (index % 4)] ?? 0;
  const constant = Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0;
  const sum = [
    ...get(a),
    ...get(word),
    ...add,
    ...int32(constant),
    ...vector(0x11),
    ...add,
    ...mix(round, b, c, d),
    ...add,
  ];
  const rotated = [
    ...set(scratch),
    ...[...get(scratch), ...int32(shift), ...vector(0xab)],
    ...[...get(scratch), ...int32(32 - shift), ...vector(0xad)],
    ...or,
  ];
  return [...sum, ...rotated, ...get(b), ...add, ...set(a)];
}

function mix(round: number, b: number, c: number, d: number): number[] {
  const select = vector(0x52);
  if (round === 0) return [...get(c), ...get(d), ...get(b), ...select];
  if (round === 1) return [...get(b), ...get(c), ...get(d), ...select];
  if (round === 2) return [...get(b), ...get(c), ...xor, ...get(d), ...xor];
  return [...get(c), ...get(b), ...get(d), ...vector(0x4d), ...or, ...xor];
}

function forState(code: (index: number) => number[]): number[] {
  return [0, 1, 2, 3].flatMap(code);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsignedLeb(content.length), ...content];
}

function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(value >>> 7)];
}

function signedLeb(value: number): number[] {
  if (value >= -64 && value < 64) return [value & 0x7f];
  return [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}
