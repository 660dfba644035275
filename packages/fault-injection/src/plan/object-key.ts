import type { RandomSource } from '@headwaters/test-kit';

/** Longest object key, in bytes of UTF-8. Source: S3 user guide, "Creating object key names", read 2026-11-23. */
const maxKeyBytes = 1_024;

/** Names that events, URLs and archives get wrong most easily. */
const stems = [
  'plain',
  'two words  and two spaces',
  'c++ and a+b',
  '100%25 %2B %zz',
  'emoji \u{1f600}\u{1f469}\u200d\u{1f680}',
  'cafe\u0301 café',
  `quote"s'&<amp>`,
  'a=b&c?d#e',
  'deep/er/and/deeper',
  '+records',
] as const;

/**
 * Draws an object key that ends in `suffix`.
 *
 * @param name - A short name that becomes part of the key: it makes the key unlike all others of the seed.
 */
export function drawObjectKey(random: RandomSource, name: string, suffix: string): string {
  const key = `${random.pick(stems)} ${name}${suffix}`;
  if (random.fraction() >= 0.08) return key;
  // As long as a key may be.
  return 'k'.repeat(maxKeyBytes - Buffer.byteLength(key) - 1) + '/' + key;
}
