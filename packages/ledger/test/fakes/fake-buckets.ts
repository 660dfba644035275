import type { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

export interface FakeObject {
  readonly text: string;
  readonly lastModified?: Date;
  readonly versionId?: string;
}

/** As S3 answers the latest objects of several buckets, two keys a page. Objects in `deletedAfterListing` are listed and then gone. */
export function fakeBuckets(
  buckets: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>,
  { deletedAfterListing = [] as readonly string[], headStatus = 404 } = {},
): S3Client {
  const noSuchKey = (status: number) =>
    Object.assign(new NoSuchKey({ message: 'gone', $metadata: {} }), {
      $metadata: { httpStatusCode: status },
    }) satisfies S3ServiceException;
  const find = ({ Bucket: bucket = '', Key: key = '' }) => {
    const object = buckets[bucket]?.[key];
    return deletedAfterListing.includes(key) ? undefined : object;
  };
  const answer = (command: unknown): unknown => {
    if (command instanceof ListObjectsV2Command) return list(buckets, command.input);
    if (command instanceof HeadObjectCommand) {
      const object = find(command.input);
      if (object === undefined) throw noSuchKey(headStatus);
      return { VersionId: object.versionId, LastModified: object.lastModified };
    }
    const object = find((command as GetObjectCommand).input);
    if (object === undefined) throw noSuchKey(404);
    return { Body: { transformToString: () => Promise.resolve(object.text) } };
  };
  const send = async (command: unknown) => Promise.resolve().then(() => answer(command));
  return Object.assign(new S3Client({ region: 'eu-west-1' }), { send });
}

const pageKeys = 2;

function list(
  buckets: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>,
  { Bucket: bucket = '', Prefix: prefix = '', ContinuationToken: after = '' }: ListObjectsV2Command['input'],
) {
  const keys = Object.keys(buckets[bucket] ?? {})
    .filter((key) => key.startsWith(prefix) && key > after)
    .sort();
  const page = keys.slice(0, pageKeys);
  return {
    Contents: page.map((key) => ({
      Key: key,
      LastModified: buckets[bucket]?.[key]?.lastModified ?? new Date(0),
    })),
    ...(keys.length > pageKeys && { IsTruncated: true, NextContinuationToken: page.at(-1) }),
  };
}
