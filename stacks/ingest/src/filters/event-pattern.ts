import type { UploadFilter } from './upload-filter.js';

/**
 * Groups filters so that no key matches filters of two groups: two rules of EventBridge would start the producer twice. Most filters
 * have a group of their own.
 */
export function groupFilters(filters: readonly UploadFilter[]): UploadFilter[][] {
  return filters.reduce<UploadFilter[][]>((groups, filter) => {
    const joined = groups.filter((group) => group.some((other) => mayShareKeys(other, filter)));
    const others = groups.filter((group) => !joined.includes(group));
    return [...others, [...joined.flat(), filter]];
  }, []);
}

/** Whether a key can match both: one prefix starts with the other, and one suffix ends with the other. */
function mayShareKeys(one: UploadFilter, other: UploadFilter): boolean {
  const prefixesMatch = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  const suffixesMatch = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
  return prefixesMatch && suffixesMatch;
}

/**
 * The pattern of the events of uploads that match a filter, as JSON.
 *
 * Sources, read on 2026-11-29: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (the events) and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html (prefix, suffix and wildcard).
 */
export function uploadPattern(bucketName: string, filters: readonly UploadFilter[]): string {
  const keys = filters.some(({ prefix, suffix }) => prefix === '' && suffix === '')
    ? []
    : filters.flatMap(keyPatterns);
  return JSON.stringify({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [bucketName] }, ...(keys.length === 0 ? {} : { object: { key: keys } }) },
  });
}

/** Settings allow no character in a prefix or suffix that has a meaning in a wildcard. */
function keyPatterns({ prefix, suffix }: UploadFilter): unknown[] {
  if (prefix === '') return [{ suffix }];
  if (suffix === '') return [{ prefix }];
  return [{ wildcard: `${prefix}*${suffix}` }, ...overlappingKeys(prefix, suffix)];
}

/** Keys whose prefix and suffix overlap, such as `in/a.txt` for `in/` and `/a.txt`: S3 matches them, and the wildcard does not. */
function overlappingKeys(prefix: string, suffix: string): string[] {
  const shortest = Math.min(prefix.length, suffix.length);
  const lengths = Array.from({ length: shortest }, (_, index) => index + 1);
  return lengths
    .filter((length) => prefix.endsWith(suffix.slice(0, length)))
    .map((length) => prefix + suffix.slice(length));
}
