import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import type { Block } from '@headwaters/record-codec';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { classifyFailure } from '../../src/failure/classify-failure.js';
import { RangeCheck, archiveReference } from '../../src/sink/archive-reference.js';
import { s3Source } from '../../src/sink/source-object.js';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const destination = {
  bucket: 'archive',
  key: 'there.gz',
  contentType: 'application/gzip',
  compression: 'gzip',
  signal: new AbortController().signal,
} as const;
/** Incompressible: the archived object takes several parts of 5 MiB. */
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

/** S3 with the source object, which arrives in chunks of an odd size, as from a socket. */
const s3With = (body: Buffer) =>
  new FakeS3({ objects: { 'uploads/notes.txt': { body, versionId: 'v1' } }, chunkBytes: 100_003 });

const portsOf = ({ client }: FakeS3) => ({ openSource: s3Source(client), s3: client });

describe('archiveReference', () => {
  it('archives 6 MB of the source version, in several upload parts', async () => {
    const s3 = s3With(object);
    await archiveReference(portsOf(s3), referenceTo(record), destination);
    const archived = s3.objects.get('archive/there.gz');
    expect(s3.inputsOf('GetObject').map(({ VersionId }) => VersionId)).toEqual(['v1', 'v1']);
    expect(archived?.contentType).toBe('application/gzip');
    expect(gunzipSync(archived?.body ?? '').equals(record)).toBe(true);
  });

  it('gunzips an object that is gzip: offsets count gunzipped bytes', async () => {
    const s3 = s3With(gzipSync(object, { level: 1 }));
    await archiveReference(portsOf(s3), referenceTo(record), destination);
    expect(gunzipSync(s3.objects.get('archive/there.gz')?.body ?? '').equals(record)).toBe(true);
  });

  it('does not gunzip an object whose upload was binary: offsets count stored bytes', async () => {
    const stored = gzipSync(object, { level: 1 });
    const range = stored.subarray(7, 5_000_007);
    const s3 = s3With(stored);
    const reference = referenceTo(range, { contentType: 'application/octet-stream' });
    await archiveReference(portsOf(s3), reference, destination);
    expect(gunzipSync(s3.objects.get('archive/there.gz')?.body ?? '').equals(range)).toBe(true);
    expect(s3.inputsOf('GetObject').map(({ Range }) => Range)).toEqual(['bytes=7-5000006']);
  });

  it('archives what the producer has read, however far it expands', async () => {
    const zeros = Buffer.alloc(5_000_000);
    const s3 = s3With(gzipSync(Buffer.concat([Buffer.from('before\n'), zeros]), { level: 9 }));
    await archiveReference(portsOf(s3), referenceTo(zeros), destination);
    expect(gunzipSync(s3.objects.get('archive/there.gz')?.body ?? '').equals(zeros)).toBe(true);
  });

  it('throws SinkRefusalError if the object is shorter than the reference', async () => {
    const s3 = s3With(object.subarray(0, 7));
    await expect(archiveReference(portsOf(s3), referenceTo(record), destination)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
      message: expect.stringContaining('uploads/notes.txt@v1#7'),
      cause: { name: 'InvalidRange' },
    });
    expect(s3.objectsIn('archive').size).toBe(0);
  });

  it.each(['NoSuchKey', 'NoSuchVersion', 'AccessDenied', 'SlowDown'])(
    'throws the error %s of S3 unchanged, which may pass, and archives nothing',
    async (name) => {
      const s3 = failingS3(serviceError(name, 400));
      await expect(archiveReference(portsOf(s3), referenceTo(record), destination)).rejects.toMatchObject({
        name,
      });
      expect(s3.objectsIn('archive').size).toBe(0);
    },
  );

  it('throws an error of unknown kind if the bucket of the object does not exist: its name comes from the Kinesis record', async () => {
    const s3 = failingS3(serviceError('NoSuchBucket', 404));
    const error: unknown = await archiveReference(portsOf(s3), referenceTo(record), destination).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'HEADWATERS_REFERENCE_BUCKET_MISSING' });
    expect(classifyFailure(error)).toBe('unknown');
    expect(s3.objectsIn('archive').size).toBe(0);
  });

  it('throws SinkRefusalError and archives nothing if the bytes do not match', async () => {
    const s3 = s3With(object);
    const other = referenceTo(record, { referenceCrc32: 1 });
    await expect(archiveReference(portsOf(s3), other, destination)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
    });
    expect(s3.objectsIn('archive').size).toBe(0);
  });

  it('throws an error of unknown kind if the bytes end early, and the error of S3 if it fails', async () => {
    const short = s3With(object.subarray(0, 1_000));
    await expect(archiveReference(portsOf(short), referenceTo(record), destination)).rejects.toThrow(
      /broke off after 993/,
    );
    const down = failingS3(new Error('SlowDown'));
    await expect(archiveReference(portsOf(down), referenceTo(record), destination)).rejects.toThrow(
      'SlowDown',
    );
    expect(short.objectsIn('archive').size + down.objects.size).toBe(0);
  });
});

describe('RangeCheck', () => {
  const bytes = randomBytes(400_000);
  const reference = {
    source: { bucket: 'uploads', key: 'notes.txt' },
    offset: 0,
    rawLength: bytes.length,
    referenceCrc32: crc32(bytes),
  } as Block;

  async function chunksOf(inputBytes: readonly number[]): Promise<Buffer[]> {
    let at = 0;
    const input = [...inputBytes.map((length) => bytes.subarray(at, (at += length))), bytes.subarray(at)];
    const check = Readable.from(input, { objectMode: false }).pipe(new RangeCheck(reference));
    const passedOn = [];
    for await (const chunk of check) passedOn.push(chunk as Buffer);
    return passedOn;
  }

  it('passes on chunks of 131,072 bytes, regardless of how the bytes arrive: the output of zstd depends on them', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 8 });
    const property = fc.asyncProperty(lengths, async (inputBytes) => {
      const passedOn = await chunksOf(inputBytes);
      expect(passedOn.map(({ length }) => length)).toEqual([131_072, 131_072, 131_072, 6_784]);
      expect(Buffer.concat(passedOn).equals(bytes)).toBe(true);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
