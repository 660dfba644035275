import './set-environment.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { S3Client } from '@aws-sdk/client-s3';
import { type Receipt, objectReceiptsPrefix, receiptKey } from '@headwaters/pipeline-contract';
import { handler } from '../src/handler.js';

type Context = Parameters<typeof handler>[1];

const context = { awsRequestId: '1', getRemainingTimeInMillis: () => 4_000 } as Context;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Key?: string; readonly Prefix?: string };
}

/** Makes S3 store one object, and have receipts of it by these actors. */
function fakePipeline(actors: readonly string[]): void {
  let uploaded = '';
  const receiptOf = (actor: string): Receipt => ({
    receiptVersion: 1,
    source: { bucket: 'source', key: uploaded, versionId: '1' },
    actor,
    outcome: actor === 'producer' ? 'published' : 'accepted',
    offset: 0,
    endOffset: 3,
    isLast: true,
    recordCount: 2,
    at: new Date(Date.now() + 1_000).toISOString(),
  });
  const answer = ({ constructor: { name }, input: { Key = '', Prefix = '' } }: Command): object => {
    if (name === 'PutObjectCommand') {
      uploaded = Key;
      return { VersionId: '1' };
    }
    const receipts = actors.map(receiptOf);
    if (name === 'GetObjectCommand') {
      const text = JSON.stringify(receipts.find((receipt) => receiptKey(receipt) === Key));
      return { Body: { transformToString: () => Promise.resolve(text) } };
    }
    const isOfObject = receipts[0] !== undefined && Prefix === objectReceiptsPrefix(receipts[0].source);
    const objects = receipts.map((receipt) => ({ Key: receiptKey(receipt), LastModified: new Date() }));
    return isOfObject ? { Contents: objects } : {};
  };
  const send = (command: Command) => Promise.resolve(answer(command));
  jest.spyOn(S3Client.prototype, 'send').mockImplementation(send as never);
}

function capturePrinted(): unknown[] {
  const printed: unknown[] = [];
  jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => (printed.push(JSON.parse(String(line))), true));
  jest.spyOn(console, 'info').mockReturnValue();
  jest.spyOn(console, 'error').mockReturnValue();
  return printed;
}

describe('handler', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('prints success, and the latency overall and of each consumer', async () => {
    const printed = capturePrinted();
    fakePipeline(['producer', 'archive']);
    await handler({}, context);
    expect(printed).toContainEqual(
      expect.objectContaining({ service: 'canary', CanarySucceeded: 1, CanaryLatency: expect.any(Number) }),
    );
    expect(printed).toContainEqual(
      expect.objectContaining({ service: 'canary', consumer: 'archive', CanaryLatency: expect.any(Number) }),
    );
  });

  it('prints failure at half of a short timeout, and no latency', async () => {
    const printed = capturePrinted();
    fakePipeline(['producer']);
    await handler({}, context);
    expect(printed).toEqual([expect.objectContaining({ CanarySucceeded: 0 })]);
    expect(printed).not.toContainEqual(expect.objectContaining({ CanaryLatency: expect.anything() }));
  });
});
