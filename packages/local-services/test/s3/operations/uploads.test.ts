import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'uploads';

describe('uploads', () => {
  let running: TestServices;

  beforeEach(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(() => running.stop());

  /** Names of the files with bodies. */
  const storedFiles = () =>
    readdirSync(join(running.dataDirectory, readdirSync(running.dataDirectory)[0] ?? '', 's3'));

  const keyCount = async () => (await running.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount;

  async function eventually(holds: () => boolean): Promise<void> {
    while (!holds()) await delay(5);
  }

  /** Sends a PUT over a socket and returns the response. */
  async function putRaw(head: string, body: string | Buffer): Promise<string> {
    const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
    socket.write(`PUT /${Bucket}/raw HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${head}\r\n\r\n`);
    socket.write(body);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }

  it('delete their file if the client disconnects', async () => {
    const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`PUT /${Bucket}/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n`);
    socket.write(Buffer.alloc(500_000));
    await eventually(() => storedFiles().length === 1);
    socket.destroy();
    await eventually(() => storedFiles().length === 0);
    expect(await keyCount()).toBe(0);
  });

  it('do not replace the existing object before they are complete', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'raw', Body: 'before' }));
    const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
    socket.write(`PUT /${Bucket}/raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\naft`);
    await eventually(() => storedFiles().length === 2);
    const read = async () =>
      (await running.s3.send(new GetObjectCommand({ Bucket, Key: 'raw' }))).Body?.transformToString();
    expect(await read()).toBe('before');
    socket.write('er');
    await once(socket, 'data');
    socket.destroy();
    expect(await read()).toBe('after');
    await eventually(() => storedFiles().length === 1);
  });

  it.each([
    [
      'a wrong trailing checksum',
      'BadDigest',
      'Content-Encoding: aws-chunked\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n' +
        'x-amz-decoded-content-length: 5\r\nx-amz-trailer: x-amz-checksum-crc32\r\nContent-Length: 52',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    ],
    [
      'fewer bytes than declared',
      'IncompleteBody',
      'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: 6\r\nContent-Length: 17',
      '5\r\nhello\r\n0\r\n\r\n',
    ],
    [
      'a wrong SHA-256 of the payload',
      'XAmzContentSHA256Mismatch',
      `x-amz-content-sha256: ${'0'.repeat(64)}\r\nContent-Length: 5`,
      'hello',
    ],
    ['a wrong CRC32C', 'BadDigest', 'x-amz-checksum-crc32c: AAAAAA==\r\nContent-Length: 5', 'hello'],
    ['a malformed Content-MD5', 'InvalidDigest', 'Content-MD5: no\r\nContent-Length: 5', 'hello'],
    [
      'metadata above 2,048 bytes',
      'MetadataTooLarge',
      `x-amz-meta-a: ${'x'.repeat(2_048)}\r\nContent-Length: 5`,
      'hello',
    ],
    [
      'a public access list',
      'AccessControlListNotSupported',
      'x-amz-acl: public-read\r\nContent-Length: 5',
      'hello',
    ],
  ])('reject %s as %s and store nothing', async (_name, code, head, body) => {
    const lengthOf = head.replace(/Content-Length: \d+/, `Content-Length: ${Buffer.byteLength(body)}`);
    const answer = await putRaw(lengthOf, body);
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(answer).toContain(`<Code>${code}</Code>`);
    expect(storedFiles()).toEqual([]);
    expect(await keyCount()).toBe(0);
  });

  it('get a 404 for a missing bucket before the body has arrived', async () => {
    const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
    socket.write(`PUT /none/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 404/);
    socket.destroy();
  });

  it('reject If-None-Match * if another upload creates the object in the meantime', async () => {
    const socket = connect(Number(new URL(running.services.endpoint).port), '127.0.0.1');
    socket.write(
      `PUT /${Bucket}/raw HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\nContent-Length: 5\r\n\r\nsec`,
    );
    await eventually(() => storedFiles().length === 1);
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'raw', Body: 'first' }));
    socket.write('nd');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 412/);
    await eventually(() => storedFiles().length === 1);
  });

  it('delete the parts of incomplete multipart uploads with their bucket', async () => {
    const { UploadId } = await running.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
    await running.s3.send(new UploadPartCommand({ Bucket, Key: 'a', UploadId, PartNumber: 1, Body: 'x' }));
    expect(storedFiles()).toHaveLength(1);
    await running.s3.send(new DeleteBucketCommand({ Bucket }));
    await eventually(() => storedFiles().length === 0);
  });

  it('keep the file of a deleted object until in-flight reads have finished', async () => {
    const Body = Buffer.alloc(3_000_000, 'x');
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
    const { Body: stream } = await running.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect((await stream?.transformToByteArray())?.length).toBe(3_000_000);
    await eventually(() => storedFiles().length === 0);
  });

  it('share one file between an object and its copy, until both are deleted', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await running.s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    expect(storedFiles()).toHaveLength(1);
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await delay(50);
    expect(storedFiles()).toHaveLength(1);
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'b' }));
    await eventually(() => storedFiles().length === 0);
  });
});
