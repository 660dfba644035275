import type { ByteRange, ObjectVersion, PartitionedRange } from '@headwaters/pipeline-contract';
import { type CarriedBlock, blockRange, sourceDigest } from '@headwaters/record-codec';
import { rangeOfPart, readCarried } from './carried-record.js';
import type { FailedRecord } from './failed-batch.js';
import { isSameVersion } from '../source-version.js';

/** What Kinesis records carry of one object. */
export interface FoundBlocks {
  readonly ranges: readonly ByteRange[];
  readonly divided: readonly PartitionedRange[];
  /** Number of damaged Kinesis records. They may belong to this object or to another. */
  readonly unreadableCount: number;
}

/** Finds what Kinesis records of any wire profile carry of an object. Foreign records belong to no object. */
export function findBlocks(source: ObjectVersion, records: readonly FailedRecord[]): FoundBlocks {
  const digests = digestsOf(source);
  const carried = records.map(readCarried);
  const blocks = carried.flatMap((block) =>
    block === undefined || block === 'unreadable' || !isOf(source, digests, block) ? [] : [block],
  );
  return {
    ranges: blocks.filter(({ part }) => part === undefined).map(blockRange),
    divided: blocks.flatMap(({ part }) => (part === undefined ? [] : [rangeOfPart(part)])),
    unreadableCount: carried.filter((block) => block === 'unreadable').length,
  };
}

/** Plain records name their object by its digest. A missing version is S3's version `null`, whose digest differs. */
function digestsOf({ bucket, key, versionId }: ObjectVersion): ReadonlySet<string> {
  const versions = versionId === undefined || versionId === 'null' ? [undefined, 'null'] : [versionId];
  return new Set(
    versions.map((version) =>
      sourceDigest(version === undefined ? { bucket, key } : { bucket, key, versionId: version }),
    ),
  );
}

function isOf(source: ObjectVersion, digests: ReadonlySet<string>, block: CarriedBlock): boolean {
  return block.source === undefined ? digests.has(block.sourceDigest) : isSameVersion(block.source, source);
}
