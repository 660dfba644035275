import type { ObjectVersion } from '@headwaters/pipeline-contract';

/** Whether both are the same version of the same object. Without versions, S3 calls the only one `null`. */
export function isSameVersion(one: ObjectVersion, other: ObjectVersion): boolean {
  return (
    one.bucket === other.bucket &&
    one.key === other.key &&
    (one.versionId ?? 'null') === (other.versionId ?? 'null')
  );
}
