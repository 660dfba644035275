/** Largest number of a shard. */
const maxShardIndex = 2_147_483_647;

/** Formats the id of the shard with that number. A negative number appears in messages only. */
export function formatShardId(index: number): string {
  return index < 0
    ? `shardId--${String(-index).padStart(11, '0')}`
    : `shardId-${String(index).padStart(12, '0')}`;
}

/**
 * Normalizes a shard id as AWS does: only the number after the first hyphen counts, or the complete string if there is no
 * hyphen. `7`, `a-7` and `shardId-000000000007` name the same shard.
 *
 * Source: tests of getShardIterator recorded on AWS, "random shard name" and "no prefix", in kinesalite 3.3.3.
 *
 * @returns undefined if the string names no shard of any stream.
 */
export function normalizeShardId(shardId: string): string | undefined {
  const [, afterHyphen = ''] = shardId.split('-');
  const digits = afterHyphen === '' ? shardId : afterHyphen;
  if (!/^\d+$/.test(digits)) return undefined;
  const index = Number(digits);
  return index <= maxShardIndex ? formatShardId(index) : undefined;
}
