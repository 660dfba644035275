import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

const partBytes = 5 * 1024 * 1024;

describeContract('multipart uploads', (subject, claim) => {
  const makeBucket = () => subject().makeBucket();

  async function begin(
    Bucket: string,
    Key = 'a',
  ): Promise<{ Bucket: string; Key: string; UploadId: string }> {
    const { UploadId } = await subject().s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    return { Bucket, Key, UploadId: UploadId ?? '' };
  }

  type Started = Awaited<ReturnType<typeof begin>>;

  async function send(upload: Started, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
    const { ETag } = await subject().s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    return { PartNumber, ETag };
  }

  const complete = (upload: Started, Parts: CompletedPart[]) =>
    subject().s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));

  async function read(Bucket: string, Key = 'a'): Promise<Buffer> {
    const { Body } = await subject().s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  claim('the object is its parts in order of their numbers', async () => {
    const upload = await begin(await makeBucket());
    const [first, second] = [randomBytes(partBytes), randomBytes(1_000)];
    const last = await send(upload, 7, second);
    const parts = [await send(upload, 2, first), last];
    const { ETag } = await complete(upload, parts);
    const md5s = [first, second].map((part) => createHash('md5').update(part).digest());
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
    expect((await read(upload.Bucket)).equals(Buffer.concat([first, second]))).toBe(true);
  });

  claim('the object does not exist before the upload is complete', async () => {
    const upload = await begin(await makeBucket());
    await send(upload, 1, Buffer.from('x'));
    await expect(read(upload.Bucket)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  claim('an aborted upload no longer exists', async () => {
    const upload = await begin(await makeBucket());
    const part = await send(upload, 1, Buffer.from('x'));
    await subject().s3.send(new AbortMultipartUploadCommand(upload));
    await expect(complete(upload, [part])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  claim('a part uploaded again replaces the earlier one', async () => {
    const upload = await begin(await makeBucket());
    await send(upload, 1, Buffer.from('first'));
    await complete(upload, [await send(upload, 1, Buffer.from('second'))]);
    expect((await read(upload.Bucket)).toString()).toBe('second');
  });

  claim('parts out of order, missing, or with another ETag are rejected', async () => {
    const upload = await begin(await makeBucket());
    const one = await send(upload, 1, randomBytes(partBytes));
    const two = await send(upload, 2, randomBytes(partBytes));
    await expect(complete(upload, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    const missing = complete(upload, [one, { ...two, PartNumber: 3 }]);
    await expect(missing).rejects.toMatchObject({ name: 'InvalidPart' });
    const other = complete(upload, [one, { ...two, ETag: one.ETag }]);
    await expect(other).rejects.toMatchObject({ name: 'InvalidPart' });
    await complete(upload, [one, two]);
  });

  claim('a part below 5 MiB that is not the last is EntityTooSmall', async () => {
    const upload = await begin(await makeBucket());
    const parts = [
      await send(upload, 1, randomBytes(partBytes - 1)),
      await send(upload, 2, Buffer.from('x')),
    ];
    await expect(complete(upload, parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });

  claim('part numbers are 1 to 10,000', async () => {
    const upload = await begin(await makeBucket());
    await expect(send(upload, 10_001, Buffer.from('x'))).rejects.toMatchObject({ name: 'InvalidArgument' });
    await complete(upload, [await send(upload, 10_000, Buffer.from('x'))]);
  });

  claim('a part is copied from a range of an object', async () => {
    const { s3 } = subject();
    const upload = await begin(await makeBucket());
    const source = randomBytes(partBytes + 1_000);
    await s3.send(new PutObjectCommand({ Bucket: upload.Bucket, Key: 'source', Body: source }));
    const copied = await s3.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: `${upload.Bucket}/source`,
        CopySourceRange: `bytes=10-${partBytes + 9}`,
      }),
    );
    const tail = await send(upload, 2, Buffer.from('tail'));
    await complete(upload, [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }, tail]);
    const expected = Buffer.concat([source.subarray(10, partBytes + 10), Buffer.from('tail')]);
    expect((await read(upload.Bucket)).equals(expected)).toBe(true);
  });

  claim('one part of the object is read by its number', async () => {
    const { s3 } = subject();
    const upload = await begin(await makeBucket());
    await complete(upload, [
      await send(upload, 1, randomBytes(partBytes)),
      await send(upload, 2, Buffer.from('tail')),
    ]);
    const head = await s3.send(new HeadObjectCommand({ Bucket: upload.Bucket, Key: 'a', PartNumber: 2 }));
    expect(head).toMatchObject({ ContentLength: 4, PartsCount: 2 });
  });

  claim('pages list parts by number and uploads by key', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const upload = await begin(Bucket, 'b');
    await begin(Bucket, 'a');
    for (const number of [3, 1, 2]) await send(upload, number, Buffer.from(String(number)));
    const first = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(first.IsTruncated).toBe(true);
    const second = await s3.send(
      new ListPartsCommand({ ...upload, PartNumberMarker: first.NextPartNumberMarker }),
    );
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map(({ Key }) => Key)).toEqual(['a', 'b']);
  });

  claim('the SDK uploads a stream of unknown length in parts', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const chunks = Array.from({ length: 130 }, () => randomBytes(100_001));
    await new Upload({
      client: s3,
      params: { Bucket, Key: 'a', Body: Readable.from(chunks) },
      partSize: partBytes,
    }).done();
    expect((await read(Bucket)).equals(Buffer.concat(chunks))).toBe(true);
  });
});
