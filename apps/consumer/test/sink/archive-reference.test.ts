import { randomBytes } from 'node:crypto';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import type { Block } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { archiveReference } from '../../src/sink/archive-reference.js';
import { fakeBucket } from '../fakes/fake-bucket.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const destination = {
  bucket: 'archive',
  key: 'there.gz',
  contentType: 'application/gzip',
  compression: 'gzip',
} as const;
/** Does not compress: the archived object takes several parts of 5 MiB. */
const record = randomBytes(6_000_000);
const object = Buffer.concat([Buffer.from('before\n'), record, Buffer.from('after\n')]);

function referenceTo(bytes: Buffer, overrides: Partial<Block> = {}): Block {
  const range = { offset: 7, lineNumber: 2, recordCount: 1, rawLength: bytes.length, isLast: false };
  return {
    source,
    ...range,
    isReference: true,
    referenceCrc32: crc32(bytes),
    bytes: Buffer.alloc(0),
    ...overrides,
  };
}

describe('archiveReference', () => {
  it('archives the range of the source version, in parts', async () => {
    const { s3, objects } = fakeBucket({ sources: { 'notes.txt': object } });
    await archiveReference(s3, referenceTo(record), destination);
    const archived = objects.get('there.gz');
    expect(archived).toMatchObject({ Bucket: 'archive', ContentType: 'application/gzip' });
    expect(gunzipSync(archived?.body ?? '').equals(record)).toBe(true);
  });

  it('unpacks an object that is gzip: there offsets count unpacked bytes', async () => {
    const { s3, objects } = fakeBucket({ sources: { 'notes.txt': gzipSync(object, { level: 1 }) } });
    await archiveReference(s3, referenceTo(record), destination);
    expect(gunzipSync(objects.get('there.gz')?.body ?? '').equals(record)).toBe(true);
  });

  it('refuses for good when the version is gone', async () => {
    const { s3, objects } = fakeBucket();
    await expect(archiveReference(s3, referenceTo(record), destination)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
      message: expect.stringContaining('uploads/notes.txt@v1#7'),
    });
    expect(objects.size).toBe(0);
  });

  it('refuses for good, and archives nothing, when the object has other bytes there', async () => {
    const { s3, objects } = fakeBucket({ sources: { 'notes.txt': object } });
    const other = referenceTo(record, { referenceCrc32: 1 });
    await expect(archiveReference(s3, other, destination)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
    });
    expect(objects.size).toBe(0);
  });

  it('may succeed later when the bytes end early or S3 is down', async () => {
    const short = fakeBucket({ sources: { 'notes.txt': object.subarray(0, 1_000) } });
    await expect(archiveReference(short.s3, referenceTo(record), destination)).rejects.toThrow(
      /broke off after 993/,
    );
    const down = fakeBucket({ failWith: new Error('SlowDown') });
    await expect(archiveReference(down.s3, referenceTo(record), destination)).rejects.toThrow('SlowDown');
    expect(short.objects.size + down.objects.size).toBe(0);
  });
});
