import { createHash } from 'node:crypto';
import { s3Limits } from './limits.js';
import { type ObjectVersion, objectPath, offsetDigits, padOffset } from './object-version.js';
import { type StreamPosition, positionPath } from './stream-position.js';

/** Which bytes of an object version an archived object holds. */
export interface ArchivedRange {
  readonly source: ObjectVersion;
  /** First byte of the range. */
  readonly offset: number;
  /** The byte after the range. Set for a run of plain records, whose extent depends on how they were batched. */
  readonly endOffset?: number | undefined;
  /** Set if the range is divided, and this is one of its parts. */
  readonly part?: ArchivedPart | undefined;
}

/** Position of a part among the parts of its range. */
export interface ArchivedPart {
  /** First byte of the divided range. */
  readonly rangeOffset: number;
  /** 0-based. */
  readonly index: number;
  readonly count: number;
}

/** Digits of a part number in a key. A range has at most as many parts as records. */
const partDigits = 7;

/**
 * Returns the key of an archived range: `<bucket>/<key>/<version>/<offset>.<extension>`. Of a run of plain records, both ends are
 * in the key: `<offset>-<end offset>`. Of a part: `<offset of the divided range>.part-<index>-of-<count>`.
 *
 * Keys are unique per range, deterministic, and sort by offset, then by end.
 *
 * @param extension - `gz` or `zst`; of the record that a reference stands for, `record.gz` or `record.zst`.
 */
export function archiveKey({ source, offset, endOffset, part }: ArchivedRange, extension: string): string {
  const start = padOffset(part?.rangeOffset ?? offset);
  const end = endOffset === undefined ? '' : `-${padOffset(endOffset)}`;
  const place = part === undefined ? '' : `.part-${padPart(part.index)}-of-${part.count}`;
  return `${archivePrefix(source)}${start}${end}${place}.${extension}`;
}

/** Bytes reserved for what follows the path of an object: longest are both ends of a run, and `.record.zst`. */
const maxNameBytes = 64;

/** Returns the prefix of everything that is archived of an object version. */
export function archivePrefix(source: ObjectVersion): string {
  return `${objectPath(source, s3Limits.maxObjectKeyBytes - maxNameBytes)}/`;
}

function padPart(index: number): string {
  return String(index).padStart(partDigits, '0');
}

/** What the last segment of an archive key states. */
export interface ArchiveName {
  /** First byte of the range, or of the divided range. */
  readonly offset: number;
  /** The byte after a run of plain records. */
  readonly endOffset: number | undefined;
  readonly isPart: boolean;
  /** Whether it is the record that a reference stands for. The reference itself is another object, without content. */
  readonly isReferencedRecord: boolean;
  readonly compression: 'gzip' | 'zstd';
}

const archiveName = new RegExp(
  `/(\\d{${offsetDigits}})(?:-(\\d{${offsetDigits}}))?(\\.part-\\d+-of-\\d+)?(\\.record)?\\.(gz|zst)$`,
);

/** Reads a key that {@link archiveKey} made. Returns `undefined` for any other, such as that of a foreign record. */
export function parseArchiveKey(key: string): ArchiveName | undefined {
  const [match, offset, endOffset, part, record, extension] = archiveName.exec(key) ?? [];
  if (match === undefined || key.startsWith(foreignRecordsPrefix)) return undefined;
  return {
    offset: Number(offset),
    endOffset: endOffset === undefined ? undefined : Number(endOffset),
    isPart: part !== undefined,
    isReferencedRecord: record !== undefined,
    compression: extension === 'zst' ? 'zstd' : 'gzip',
  };
}

/** The prefix of archived foreign records. No bucket name starts with `+`. */
const foreignRecordsPrefix = '+records/';

/** Hexadecimal digits of the digest in the key of a foreign record. */
const digestDigits = 16;

/**
 * Returns the key of an archived foreign record: `+records/<stream>/<shard>/<sequence number>-<digest>`.
 *
 * The digest is of partition key and data. With enhanced fan-out, Lambda delivers the records of a KPL aggregate one by one; AWS
 * does not document that each has a sequence number of its own.
 */
export function foreignRecordKey(
  position: StreamPosition,
  content: { readonly partitionKey: string; readonly data: Uint8Array },
): string {
  const { stream, shardId, sequenceNumber } = position;
  return `${foreignRecordsPrefix}${positionPath({ stream, shardId, sequenceNumber })}-${contentDigest(content)}`;
}

/** Returns a short digest of the content of a Kinesis record: 16 hexadecimal digits. */
export function contentDigest({
  partitionKey,
  data,
}: {
  readonly partitionKey: string;
  readonly data: Uint8Array | string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify(partitionKey))
    .update(data)
    .digest('hex')
    .slice(0, digestDigits);
}
