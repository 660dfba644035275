import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

let running: TestServices;
let Bucket: string;
let count = 0;
beforeAll(async () => {
  running = await startForTest();
});
beforeEach(async () => {
  Bucket = `listings-${count++}`;
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => running.stop());

async function begin({ Key = 'a' } = {}) {
  const { UploadId } = await running.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  return { Bucket, Key, UploadId };
}

const send = (upload: Awaited<ReturnType<typeof begin>>, PartNumber: number) =>
  running.s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: 'part' }));

// LocalStack's recordings test_list_multiparts_next_marker and test_list_multiparts_with_prefix_and_delimiter.
describe('ListMultipartUploads', () => {
  const list = (options: object) => running.s3.send(new ListMultipartUploadsCommand({ Bucket, ...options }));

  it('groups uploads by a delimiter, and pages through both', async () => {
    for (const Key of ['f/1', 'f/a/1', 'f/a/2', 'f/b/1', 'g']) await begin({ Key });
    const all = await list({ Prefix: 'f/', Delimiter: '/' });
    expect(all.Uploads?.map(({ Key }) => Key)).toEqual(['f/1']);
    expect(all.CommonPrefixes).toEqual([{ Prefix: 'f/a/' }, { Prefix: 'f/b/' }]);
    const after = await list({ Prefix: 'f/', Delimiter: '/', KeyMarker: 'f/a/' });
    expect(after.CommonPrefixes).toEqual([{ Prefix: 'f/b/' }]);
    expect(after.Uploads).toBeUndefined();
  });

  it('continues after an upload of a key, ignores an upload id without a key, and refuses one of another key', async () => {
    const [first, second] = [await begin(), await begin()];
    await begin({ Key: 'b' });
    const { Uploads = [] } = await list({});
    const [UploadIdMarker, next] = Uploads.map(({ UploadId }) => UploadId);
    expect(new Set([UploadIdMarker, next])).toEqual(new Set([first.UploadId, second.UploadId]));
    const rest = await list({ KeyMarker: 'a', UploadIdMarker, MaxUploads: 1 });
    expect(rest).toMatchObject({ NextKeyMarker: 'a', NextUploadIdMarker: next, IsTruncated: true });
    expect((await list({ UploadIdMarker })).Uploads).toHaveLength(3);
    await expect(list({ KeyMarker: 'b', UploadIdMarker })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('ListParts', () => {
  // LocalStack's recording test_list_parts_pagination.
  it('lists pages of parts, and none after a marker beyond the last', async () => {
    const upload = await begin();
    for (const number of [1, 2]) await send(upload, number);
    const list = (options: object) => running.s3.send(new ListPartsCommand({ ...upload, ...options }));
    expect(await list({ MaxParts: 1 })).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1' });
    const beyond = await list({ MaxParts: 1, PartNumberMarker: '10' });
    expect([beyond.Parts, beyond.NextPartNumberMarker]).toEqual([undefined, '0']);
    await expect(list({ PartNumberMarker: '-1' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
