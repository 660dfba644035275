import { Readable, addAbortSignal } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BlockSource } from '@headwaters/record-codec';
import type { Deadline } from '../time.js';

/** Longest wait for the next chunk of a body, in milliseconds. */
const maxChunkWaitMillis = 10_000;

/** What a GetObject request depends on. */
export interface ObjectBodyPorts {
  /** Must limit the wait for the headers of a response. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly deadline: Deadline;
}

/** Which bytes of an object to read. */
export interface ObjectRange {
  readonly source: BlockSource;
  /** First byte. */
  readonly offset: number;
  /** ETag that the object must have; undefined for any. */
  readonly eTag: string | undefined;
}

/** The response to one GetObject request. */
export interface ObjectBody {
  readonly body: Readable;
  readonly eTag: string | undefined;
  /** Where in the object the body must end, in bytes. */
  readonly endOffset: number;
}

/**
 * Requests an object. Resolves when the headers of the response have arrived. The body ends with an error at the deadline.
 *
 * @throws the errors of the SDK.
 */
export async function openObject(range: ObjectRange, { s3, deadline }: ObjectBodyPorts): Promise<ObjectBody> {
  const abortSignal = AbortSignal.timeout(deadline.remainingMillis());
  const { source, offset, eTag } = range;
  const command = new GetObjectCommand({
    Bucket: source.bucket,
    Key: source.key,
    VersionId: source.versionId,
    Range: offset === 0 ? undefined : `bytes=${offset}-`,
    IfMatch: eTag,
  });
  const response = await s3.send(command, { abortSignal });
  if (!(response.Body instanceof Readable) || response.ContentLength === undefined) {
    throw new Error('S3 returned no body or no Content-Length');
  }
  return {
    body: addAbortSignal(abortSignal, response.Body),
    eTag: response.ETag,
    endOffset: offset + response.ContentLength,
  };
}

/**
 * Yields the chunks of a body, as S3 sends them, with backpressure. Closes the connection if the caller stops early.
 *
 * The time that the caller spends between two chunks does not count as waiting. A timeout of the socket (`socketTimeout` of
 * the SDK) would count it, and would cut off a caller that waits until the stream has room.
 *
 * @throws an error if the next chunk does not arrive within 10 seconds.
 */
export async function* readChunks(body: Readable): AsyncGenerator<Uint8Array, void> {
  const startTimer = () =>
    setTimeout(() => {
      body.destroy(new Error(`The body stalled: no bytes for ${maxChunkWaitMillis} ms`));
    }, maxChunkWaitMillis);
  let timer = startTimer();
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      yield chunk;
      timer = startTimer();
    }
  } finally {
    clearTimeout(timer);
  }
}
