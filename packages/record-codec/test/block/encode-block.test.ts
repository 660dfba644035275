import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  InvalidOptionError,
  LimitExceededError,
  decodeRecord,
  encodeBlock,
  maxBlockRawBytes,
  maxKinesisRecordBytes,
  maxMetadataBytes,
  maxPartitionKeyBytes,
} from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import { blockOf, referenceBlock, splitObject } from '../support/blocks.js';
import { itWithZstd } from '../support/it-with-zstd.js';

const text = 'GET /one 200\nGET /two 404\r\n\nlast line without a newline';
const compressions = ['gzip', 'none'] as const;

describe('encodeBlock', () => {
  it.each(compressions)('returns a gzip member that zcat reads (%s)', (compression) => {
    const member = encodeBlock(blockOf(text), { compression });
    expect(execFileSync('zcat', { input: member }).toString()).toBe(text);
  });

  it.each(compressions)('returns gzip members that gunzip reads when concatenated (%s)', (compression) => {
    const blocks = splitObject(text, { cellBytes: 8 });
    expect(blocks.length).toBeGreaterThan(2);
    const members = blocks.map((block) => encodeBlock(block, { compression }));
    expect(execFileSync('gunzip', { input: Buffer.concat(members) }).toString()).toBe(text);
  });

  it('returns an empty gzip member for a reference', () => {
    const member = encodeBlock(referenceBlock(), { compression: 'gzip' });
    expect(execFileSync('zcat', { input: member }).length).toBe(0);
  });

  itWithZstd('returns zstd frames that zstd reads when concatenated', () => {
    const frames = splitObject(text, { cellBytes: 8 }).map((block) =>
      encodeBlock(block, { compression: 'zstd' }),
    );
    const tool = execFileSync('zstd', ['-d', '-c'], { input: Buffer.concat(frames) });
    expect(tool.toString()).toBe(text);
  });

  const largestBody = incompressibleBytes(maxBlockRawBytes);

  it.each([...compressions, 'auto'] as const)(
    'fits a Kinesis record with the largest incompressible body, metadata and partition key (%s)',
    (compression) => {
      const empty = { bucket: 'b'.repeat(63), key: 'k'.repeat(1024), versionId: 'v'.repeat(1024) };
      const block = blockOf(largestBody, { source: empty, schemaId: 's'.repeat(maxMetadataBytes - 2200) });
      const data = encodeBlock(block, { compression });
      expect(data.length + maxPartitionKeyBytes).toBeLessThanOrEqual(maxKinesisRecordBytes);
      expect(decodeRecord(data)).toMatchObject({ block: { rawLength: maxBlockRawBytes } });
    },
  );

  it('stores a body that deflate does not make smaller', () => {
    const data = encodeBlock(blockOf(randomBytes(1000)), { compression: 'gzip' });
    expect(decodeRecord(data)).toMatchObject({ compression: 'none' });
  });

  it('returns the same bytes each time', () => {
    expect(encodeBlock(blockOf(text))).toEqual(encodeBlock(blockOf(text)));
  });

  it('rejects a body one byte above maxBlockRawBytes', () => {
    const block = blockOf(Buffer.alloc(maxBlockRawBytes + 1));
    expect(() => encodeBlock(block)).toThrow(LimitExceededError);
    expect(() => encodeBlock(block)).toThrow(/1040001 bytes; the limit is 1040000 bytes/);
  });

  it('rejects metadata above maxMetadataBytes', () => {
    expect(() => encodeBlock(blockOf('', { schemaId: 's'.repeat(maxMetadataBytes) }))).toThrow(
      LimitExceededError,
    );
  });

  it.each([
    { name: 'a length that differs from its bytes', block: blockOf('abc', { rawLength: 4 }) },
    { name: 'a reference without its checksum', block: blockOf('', { isReference: true }) },
    { name: 'a reference with bytes', block: blockOf('a', { isReference: true, referenceCrc32: 1 }) },
    { name: 'a checksum of a reference on a block with bytes', block: blockOf('a', { referenceCrc32: 1 }) },
  ])('rejects $name', ({ block }) => {
    expect(() => encodeBlock(block)).toThrow(InvalidOptionError);
  });
});
