import { littleEndian } from '../../bytes/byte-writer.js';

/*
 * MD5 of one message is sequential: each step needs the result of the one before. Hence this hashes four messages in
 * parallel, one in each lane of a 128-bit vector, and interleaves two such vectors ("halves"), because a step of one runs
 * while the other waits: eight messages, half as fast again as four. It assembles this function as a WebAssembly module,
 * with the 64 steps of RFC 1321 (3.4) unrolled.
 *
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html
 * Memory (one page): 0 the state a, b, c, d, each one word per lane; 128 the lanes' message bytes, laneBytes apart.
 */

/** Message bytes of one lane in the module's memory: 127 blocks of 64 bytes. */
export const laneBytes = 8_128;
/** Offset of the first lane in the module's memory. */
export const lanesOffset = 128;

/** Bytes of machine code in order, nested as the functions below return them. */
type Code = number | readonly Code[];

/** Locals: 0 blocks left (the parameter), 1 position, then vectors, alternating by half: state, its copy, message words, sum. */
const [blocksLeft, position, state, saved, words, sum] = [0, 1, 2, 10, 18, 50] as const;
const vectorCount = 50;

/** An integer below 2^21 as a LEB128 of three bytes. */
const leb = (value: number): Code => [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
/** Pushes a constant of at most 63. */
const int32 = (value: number): Code => [0x41, value];
const vector = (opcode: number): Code => [0xfd, opcode];
const load = (offset: number): Code => [vector(0x00), 4, leb(offset)];
const store = (offset: number): Code => [vector(0x0b), 4, leb(offset)];
const halves = (code: (half: number) => Code): Code => [0, 1].map(code);
const four = (code: (index: number) => Code): Code => [0, 1, 2, 3].map(code);
const add = [0xfd, 0xae, 1];
const or = [0xfd, 0x50];
const xor = [0xfd, 0x51];

/** RFC 1321, 3.4: the rotations of four steps, the word of the first step, the distance to that of the next, the function. */
const rounds = [
  { shifts: [7, 12, 17, 22], first: 0, next: 1, mix: (b: Code, c: Code, d: Code) => [c, d, b, vector(0x52)] },
  { shifts: [5, 9, 14, 20], first: 1, next: 5, mix: (b: Code, c: Code, d: Code) => [b, c, d, vector(0x52)] },
  { shifts: [4, 11, 16, 23], first: 5, next: 3, mix: (b: Code, c: Code, d: Code) => [b, c, xor, d, xor] },
  {
    shifts: [6, 10, 15, 21],
    first: 0,
    next: 7,
    mix: (b: Code, c: Code, d: Code) => [c, b, d, vector(0x4d), or, xor],
  },
];

/** Magic and version; the type (i32) -> (); the imported memory; one function of that type; its export. */
const sectionsBeforeCode =
  '0061736d01000000' + '01050160017f00' + '020801016d016d020001' + '03020100' + '07050101660000';

/** Assembles the module. It imports its memory as `m.m` and exports `f(blocks)`, which hashes that many blocks of each lane. */
export function assembleMd5Lanes(): Uint8Array<ArrayBuffer> {
  const body = flatten([2, 1, 0x7f, vectorCount, 0x7b, functionBody(), 0x0b]);
  const code = flatten([1, leb(body.length), body]);
  return Uint8Array.from(flatten([...Buffer.from(sectionsBeforeCode, 'hex'), 10, leb(code.length), code]));
}

function functionBody(): Code {
  return [
    forState((index) => [int32(0), load(index * 16), set(state + index)]),
    [0x03, 0x40],
    forState((index) => [get(state + index), set(saved + index)]),
    Array.from({ length: 16 }, (_, word) => halves((half) => loadWord(word, half))),
    rounds.map((round, index) =>
      four((turn) =>
        round.shifts.map((shift, place) => {
          return halves((half) => step(round, { shift, index: index * 16 + turn * 4 + place, half }));
        }),
      ),
    ),
    forState((index) => [get(state + index), get(saved + index), add, set(state + index)]),
    [get(position), 0x41, 0xc0, 0, 0x6a, set(position)],
    [get(blocksLeft), int32(1), 0x6b, 0x22, blocksLeft, 0x0d, 0, 0x0b],
    forState((index) => [int32(0), get(state + index), store(index * 16)]),
  ];
}

function forState(code: (index: number) => Code): Code {
  return four((letter) => halves((half) => code(2 * letter + half)));
}

/** Loads one message word of each lane: the first with a load that clears the other lanes, then the others one by one. */
function loadWord(word: number, half: number): Code {
  const operands = (lane: number) => [2, leb(lanesOffset + (4 * half + lane) * laneBytes + word * 4)];
  const others = [1, 2, 3].map((lane) => [vector(0x56), operands(lane), lane]);
  return [four(() => get(position)), vector(0x5c), operands(0), others, set(words + 2 * word + half)];
}

/** a = b + rotateLeft(a + mix(b, c, d) + constant + word, shift). The roles of a, b, c, d move on by one in each step. */
function step(
  { first, next, mix }: (typeof rounds)[number],
  { shift, index, half }: { shift: number; index: number; half: number },
): Code {
  const letter = (place: number) => state + 2 * ((place - index + 64) % 4) + half;
  const word = words + 2 * ((first + next * index) % 16) + half;
  const constant = littleEndian(Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32), 4);
  const [getSum, setSum] = [get(sum + half), set(sum + half)];
  return [
    [get(letter(0)), get(word), add, vector(0x0c), four(() => [...constant]), add],
    [mix(get(letter(1)), get(letter(2)), get(letter(3))), add, setSum],
    [getSum, int32(shift), vector(0xab), 1, getSum, int32(32 - shift), vector(0xad), 1, or],
    [get(letter(1)), add, set(letter(0))],
  ];
}

function flatten(code: Code): number[] {
  return typeof code === 'number' ? [code] : code.flatMap(flatten);
}
