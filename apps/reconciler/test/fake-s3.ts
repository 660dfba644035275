import type { S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Key?: string; readonly Body?: unknown };
}

/** An object that was stored. */
export interface StoredObject {
  readonly key: string | undefined;
  readonly body: unknown;
}

/** Makes an S3 client answer a listing of keys, and keep what is stored. All other listings are empty. */
export function fakeS3(client: Pick<S3Client, 'send'>, keys: readonly string[]): StoredObject[] {
  const stored: StoredObject[] = [];
  const versions = keys.map((Key) => ({
    Key,
    VersionId: '1',
    IsLatest: true,
    Size: 3,
    LastModified: new Date(Date.now() - 3_600_000),
  }));
  const answers: Readonly<Record<string, object>> = { ListObjectVersionsCommand: { Versions: versions } };
  const send = (command: Command) => {
    const { Key: key, Body: body } = command.input;
    if (command.constructor.name === 'PutObjectCommand') stored.push({ key, body: JSON.parse(String(body)) });
    return Promise.resolve(answers[command.constructor.name] ?? {});
  };
  jest.spyOn(client, 'send').mockImplementation(send as never);
  return stored;
}
