import { Buffer } from 'node:buffer';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { UploadPart, UploadStarted } from '../../contract/upload.js';
import { ConsoleError } from '../errors.js';
import { limitJsonBody, readJsonObject } from './json-body.js';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (read 2026-11-23) */
const maxKeyBytes = 1_024;
const maxParts = 10_000;
/** S3 accepts 5 GiB. Smaller parts are cheap to send again. */
const maxPartBytes = 128 * 1_024 * 1_024;

interface Bindings {
  Bindings: HttpBindings;
}

/**
 * Streams multipart uploads of any size to the source bucket. Uploads go through the console's server so that the page needs no
 * credentials and the bucket no CORS rule.
 */
export function uploadRoutes(s3: S3Client, bucket: string): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes
    .post('/uploads', limitJsonBody(), async ({ req, json }) => {
      const { key } = await readJsonObject(req);
      const { UploadId: uploadId = '' } = await s3.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: checkedKey(key) }),
      );
      return json({ uploadId } satisfies UploadStarted);
    })
    .put('/uploads/:uploadId/parts/:partNumber', async (context) =>
      context.json(await passPart(context, s3, bucket)),
    )
    .post('/uploads/:uploadId/complete', limitJsonBody(), async ({ req, json }) => {
      const { key, parts } = await readJsonObject(req);
      await s3.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: checkedKey(key),
          UploadId: req.param('uploadId'),
          MultipartUpload: {
            Parts: checkedParts(parts).map(({ partNumber, eTag }) => ({
              PartNumber: partNumber,
              ETag: eTag,
            })),
          },
        }),
      );
      return json({});
    })
    .delete('/uploads/:uploadId', async ({ req, body }) => {
      const Key = checkedKey(req.query('key'));
      await s3.send(
        new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId: req.param('uploadId') }),
      );
      return body(null, 204);
    });
  return routes;
}

async function passPart({ req, env }: Context<Bindings>, s3: S3Client, bucket: string): Promise<UploadPart> {
  const partNumber = Number(req.param('partNumber'));
  const bytes = Number(req.header('content-length') ?? NaN);
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > maxParts)
    throw new ConsoleError('CONSOLE_REQUEST_INVALID', `partNumber must be from 1 to ${maxParts}.`);
  if (!(bytes <= maxPartBytes))
    throw new ConsoleError(
      'CONSOLE_REQUEST_INVALID',
      `A part must have a content-length of at most ${maxPartBytes} bytes.`,
    );
  const { ETag: eTag = '' } = await s3.send(
    new UploadPartCommand({
      Bucket: bucket,
      Key: checkedKey(req.query('key')),
      UploadId: req.param('uploadId') ?? '',
      PartNumber: partNumber,
      ContentLength: bytes,
      Body: bytes === 0 ? new Uint8Array() : env.incoming,
    }),
  );
  return { partNumber, eTag };
}

function checkedKey(key: unknown): string {
  if (typeof key === 'string' && key !== '' && Buffer.byteLength(key) <= maxKeyBytes) return key;
  throw new ConsoleError('CONSOLE_REQUEST_INVALID', `key must have 1 to ${maxKeyBytes} bytes of UTF-8.`);
}

function checkedParts(parts: unknown): readonly UploadPart[] {
  if (Array.isArray(parts) && parts.every(isPart)) return parts;
  throw new ConsoleError(
    'CONSOLE_REQUEST_INVALID',
    'parts must be a list of objects with partNumber and eTag.',
  );
}

function isPart(part: unknown): part is UploadPart {
  if (typeof part !== 'object' || part === null) return false;
  const { partNumber, eTag } = part as Partial<Record<keyof UploadPart, unknown>>;
  return Number.isInteger(partNumber) && typeof eTag === 'string';
}
