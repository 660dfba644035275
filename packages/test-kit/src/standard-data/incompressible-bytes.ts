import { RandomSource } from './random-source.js';

/**
 * Makes blob: bytes that no compressor makes smaller.
 *
 * @param length - How many bytes.
 * @param seed - Same seed, same bytes.
 */
export function incompressibleBytes(length: number, seed = 1): Buffer {
  const random = new RandomSource(seed);
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) bytes[index] = random.uint32() >>> 24;
  return bytes;
}
