import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'lengths';

describe('the length of an upload', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => running.stop());

  /** Sends a request as it is, and reads the response to its end. */
  function exchange(...lines: readonly string[]): Promise<string> {
    const { port } = new URL(running.services.endpoint);
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write([...lines, ''].join('\r\n'));
      });
      socket.on('data', (bytes) => (text += bytes.toString()));
      socket.on('end', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });
  }

  const putWith = (path: string, headers: readonly string[], body: readonly string[]) =>
    exchange(
      ...[`PUT /${Bucket}/${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ...body],
    );

  it('is demanded with 411, as ceph/s3-tests does in test_object_create_bad_contentlength_none', async () => {
    const answer = await putWith('none', [], []);
    expect(answer).toMatch(/^HTTP\/1\.1 411 /);
    expect(answer).toContain('<Code>MissingContentLength</Code>');
  });

  it('is demanded with 501 if the body is chunked, as AWS answers in aws-sdk-js-v3#3400', async () => {
    const { UploadId = '' } = await running.s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }),
    );
    for (const path of ['chunked', `parts?uploadId=${UploadId}&partNumber=1`]) {
      const answer = await putWith(path, ['Transfer-Encoding: chunked'], ['5', 'hello', '0', '']);
      expect(answer).toMatch(/^HTTP\/1\.1 501 /);
      expect(answer).toContain('<Header>Transfer-Encoding</Header>');
    }
  });

  it('is demanded of a stream in the SDK too, and nothing is stored', async () => {
    const s3 = new S3Client({
      endpoint: running.services.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const Body = new PassThrough();
    Body.end('hello');
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body }))).rejects.toMatchObject({
      ...{ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } },
    });
    s3.destroy();
    warn.mockRestore();
    await expect(running.s3.send(new HeadObjectCommand({ Bucket, Key: 'stream' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('may be that of the decoded body', async () => {
    const headers = [
      'Transfer-Encoding: chunked',
      'Content-Encoding: aws-chunked',
      'x-amz-decoded-content-length: 2',
      'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    ];
    const answer = await putWith('decoded', headers, ['c', '2\r\nhi\r\n0\r\n\r\n', '0', '']);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['1.5', '-2', '0x2', '2e0', ''])(
    'of the decoded body is no number: %j is refused',
    async (length) => {
      const headers = ['Content-Length: 2', `x-amz-decoded-content-length: ${length}`];
      const answer = await putWith('decoded', headers, ['hi']);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    },
  );
});
