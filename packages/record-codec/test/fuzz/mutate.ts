import type { RandomSource } from '@headwaters/test-kit';

/** Damages bytes in one to three places, as faulty storage, networks and programs do. */
export function mutate(data: Uint8Array, random: RandomSource): Buffer {
  let mutant = Buffer.from(data);
  for (let times = 1 + random.below(3); times > 0; times--) mutant = random.pick(mutations)(mutant, random);
  return mutant;
}

type Mutation = (data: Buffer, random: RandomSource) => Buffer<ArrayBuffer>;

const mutations: readonly Mutation[] = [flipBit, setByte, truncate, extend, remove, insert, repeat, clear];

function flipBit(data: Buffer, random: RandomSource) {
  return setAt(data, random.below(data.length), (byte) => byte ^ (1 << random.below(8)));
}

function setByte(data: Buffer, random: RandomSource) {
  return setAt(data, random.below(data.length), () =>
    random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]),
  );
}

function setAt(data: Buffer, at: number, change: (byte: number) => number) {
  const mutant = Buffer.from(data);
  const byte = mutant[at];
  if (byte !== undefined) mutant[at] = change(byte);
  return mutant;
}

function truncate(data: Buffer, random: RandomSource) {
  return Buffer.from(data.subarray(0, random.below(data.length + 1)));
}

function extend(data: Buffer, random: RandomSource) {
  return Buffer.concat([data, randomBytes(random)]);
}

function remove(data: Buffer, random: RandomSource) {
  const [start, end] = range(data, random);
  return Buffer.concat([data.subarray(0, start), data.subarray(end)]);
}

function insert(data: Buffer, random: RandomSource) {
  const at = random.below(data.length + 1);
  return Buffer.concat([data.subarray(0, at), randomBytes(random), data.subarray(at)]);
}

function repeat(data: Buffer, random: RandomSource) {
  const [start, end] = range(data, random);
  return Buffer.concat([data.subarray(0, end), data.subarray(start, end), data.subarray(end)]);
}

function clear(data: Buffer, random: RandomSource) {
  const [start, end] = range(data, random);
  return Buffer.from(data).fill(0, start, end);
}

function range(data: Buffer, random: RandomSource): [number, number] {
  const start = random.below(data.length + 1);
  return [start, Math.min(start + 1 + random.below(16), data.length)];
}

function randomBytes(random: RandomSource): Buffer {
  return Buffer.from(Array.from({ length: 1 + random.below(12) }, () => random.below(256)));
}
