import { gunzipSync } from 'node:zlib';
import { archivePrefix, parseArchiveKey } from '@headwaters/pipeline-contract';
import { type BlockSource, type CarriedBlock, sourceDigest } from '@headwaters/record-codec';
import { decodeData, readCarried } from './decode-data.js';
import type { ArchivedObject } from './evidence.js';

/**
 * Reads an object of an archive.
 *
 * @param sources - The uploads: a run of plain records names its object by the prefix of its key only.
 */
export function readArchivedObject(
  key: string,
  data: Buffer,
  sources: readonly BlockSource[],
): ArchivedObject {
  return { key, data, carried: readRun(key, data, sources) ?? readCarried(decodeData(data), '') };
}

function readRun(key: string, data: Buffer, sources: readonly BlockSource[]): CarriedBlock | undefined {
  const name = parseArchiveKey(key);
  const source = sources.find((each) => key.startsWith(archivePrefix(each)));
  if (name?.endOffset === undefined || source === undefined) return undefined;
  const { offset, endOffset } = name;
  return {
    wire: 'plain',
    source,
    sourceDigest: sourceDigest(source),
    offset,
    lineNumber: undefined,
    rawLength: endOffset - offset,
    recordCount: 1,
    isLast: false,
    isReference: false,
    bytes: () => gunzipSync(data),
    records: () => [],
  };
}
