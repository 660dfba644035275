import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** An S3 that keeps receipts, two keys a page. `requests` holds the names of the commands, in order. */
export function fakeLedgerBucket() {
  const objects = new Map<string, string>();
  const requests: string[] = [];
  const answer = (command: object): unknown => {
    requests.push(command.constructor.name);
    if (command instanceof PutObjectCommand) {
      objects.set(command.input.Key ?? '', command.input.Body as string);
      return {};
    }
    if (command instanceof ListObjectsV2Command) return list([...objects.keys()].sort(), command.input);
    if (command instanceof GetObjectCommand) {
      const text = objects.get(command.input.Key ?? '');
      if (text === undefined) throw new NoSuchKey({ message: 'gone', $metadata: {} });
      return { Body: { transformToString: () => Promise.resolve(text) } };
    }
    throw new Error(`No answer to ${command.constructor.name}`);
  };
  const send = (command: object) => Promise.resolve().then(() => answer(command));
  return { s3: Object.assign(new S3Client({ region: 'eu-west-1' }), { send }), objects, requests };
}

const pageKeys = 2;

function list(
  keys: readonly string[],
  { Prefix: prefix = '', StartAfter, ContinuationToken }: ListObjectsV2Command['input'],
) {
  const after = ContinuationToken ?? StartAfter ?? '';
  const left = keys.filter((key) => key.startsWith(prefix) && key > after);
  const page = left.slice(0, pageKeys);
  return {
    Contents: page.map((Key) => ({ Key })),
    ...(left.length > pageKeys && { IsTruncated: true, NextContinuationToken: page.at(-1) }),
  };
}
