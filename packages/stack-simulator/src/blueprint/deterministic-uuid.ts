import { createHash } from 'node:crypto';

/** A version 4 shaped UUID that depends on `seed` alone, for ids that AWS would draw at random but a run must repeat. */
export function deterministicUuid(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
