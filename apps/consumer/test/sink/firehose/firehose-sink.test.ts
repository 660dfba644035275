import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firehoseSink, makeFirehoseClient } from '../../../src/sink/firehose/firehose-sink.js';
import { blocksOf } from '../../fakes/blocks-of.js';
import { deliveryOf } from '../../fakes/delivery-of.js';

const source = { bucket: 'uploads', key: 'lines.txt', versionId: 'v1' };
const { signal } = new AbortController();

/** Returns which records of a request fail, by their index in it. */
type Failures = (request: number, records: readonly Buffer[]) => readonly number[];

/** PutRecordBatch as its page documents it, on 127.0.0.1. */
class ScriptedFirehose {
  readonly requests: readonly Buffer[][];
  readonly client;
  readonly #server: Server;

  private constructor(server: Server, requests: readonly Buffer[][]) {
    this.#server = server;
    this.requests = requests;
    this.client = makeFirehoseClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  }

  static async start(failures: Failures = () => []): Promise<ScriptedFirehose> {
    const requests: Buffer[][] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(String(Buffer.concat(chunks))) as { Records: { Data: string }[] };
        const records = body.Records.map(({ Data }) => Buffer.from(Data, 'base64'));
        const failed = failures(requests.length, records);
        requests.push(records);
        const RequestResponses = records.map((_, index) =>
          failed.includes(index)
            ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
            : { RecordId: `record-${index}` },
        );
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        response.end(JSON.stringify({ Encrypted: false, FailedPutCount: failed.length, RequestResponses }));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedFirehose(server, requests);
  }

  /** The records of each request, as text. */
  get texts(): string[][] {
    return this.requests.map((records) => records.map(String));
  }

  async stop(): Promise<void> {
    this.client.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

let firehose: ScriptedFirehose | undefined;

afterEach(async () => {
  await firehose?.stop();
  firehose = undefined;
});

async function put(
  content: string,
  { failures, delimiter = '\n' }: { failures?: Failures; delimiter?: '' | '\n' } = {},
) {
  firehose = await ScriptedFirehose.start(failures);
  const sink = firehoseSink({ client: firehose.client, deliveryStreamName: 'lines', delimiter });
  for (const [index, block] of blocksOf(source, content, { cellBytes: 1_000_000 }).entries()) {
    await sink.accept(deliveryOf(block, index), signal);
  }
  return firehose;
}

describe('firehoseSink', () => {
  it('puts each record with a newline, in the order of the object', async () => {
    const { texts } = await put('first\r\nsecond\nthird');
    expect(texts).toEqual([['first\n', 'second\n', 'third\n']]);
  });

  it.each([
    ['utf-16le', 'x\0\n\0'],
    ['utf-16be', '\0x\0\n'],
  ] as const)('ends a record of an object in %s with a newline of that encoding', async (encoding, text) => {
    firehose = await ScriptedFirehose.start();
    const sink = firehoseSink({ client: firehose.client, deliveryStreamName: 'lines', delimiter: '\n' });
    const [block = Buffer.alloc(0)] = blocksOf(source, 'x\n');
    const delivery = deliveryOf(block);
    const bytes = Buffer.from(encoding === 'utf-16le' ? 'x\0' : '\0x');
    const carried = delivery.carried && { ...delivery.carried, encoding };
    const records = () => [{ id: '1', sequenceNumber: '1', bytes }];
    await sink.accept({ ...delivery, carried, records }, signal);
    expect(firehose.texts).toEqual([[text]]);
  });

  it('without a delimiter, puts the bytes alone, and no empty record', async () => {
    const { texts } = await put('first\n\nthird\n', { delimiter: '' });
    expect(texts).toEqual([['first', 'third']]);
  });

  it.each([
    [499, [499]],
    [500, [500]],
    [501, [500, 1]],
  ])('puts %i records in requests of %j', async (count, sizes) => {
    const { texts } = await put('x\n'.repeat(count));
    expect(texts.map(({ length }) => length)).toEqual(sizes);
  });

  it('divides records into requests of at most 4,000,000 bytes', async () => {
    const line = 'x'.repeat(999_999);
    // Every block has one line of 1,000,000 bytes: one delivery has them all only in a run or an aggregate.
    const delivery = deliveryOf(Buffer.from('x'));
    const records = () =>
      Array.from({ length: 9 }, (_, n) => ({ id: String(n), sequenceNumber: '1', bytes: Buffer.from(line) }));
    firehose = await ScriptedFirehose.start();
    const sink = firehoseSink({ client: firehose.client, deliveryStreamName: 'lines', delimiter: '\n' });
    await sink.accept({ ...delivery, records }, signal);
    expect(firehose.texts.map(({ length }) => length)).toEqual([4, 4, 1]);
  });

  it('puts failed records again, in their order, before those of the next request', async () => {
    const failures: Failures = (request) => [[1, 3, 499], [0, 2], []][request] ?? [];
    const { texts } = await put(Array.from({ length: 501 }, (_, n) => `${n}\n`).join(''), { failures });
    expect(texts.slice(1)).toEqual([['1\n', '3\n', '499\n'], ['1\n', '499\n'], ['500\n']]);
  });

  it('stops when the time of the invocation is used up', async () => {
    const controller = new AbortController();
    firehose = await ScriptedFirehose.start(() => {
      controller.abort(new Error('out of time'));
      return [0];
    });
    const sink = firehoseSink({ client: firehose.client, deliveryStreamName: 'lines', delimiter: '\n' });
    await expect(sink.accept(deliveryOf(Buffer.from('x')), controller.signal)).rejects.toThrow(
      /out of time|aborted/i,
    );
  });

  it.each([
    [1_024_000, undefined],
    [1_024_001, "1 of 1 records can't be stored, the others are; first, the record at"],
  ])('a record of %i bytes with its newline: %s', async (bytes, message) => {
    firehose = await ScriptedFirehose.start();
    const sink = firehoseSink({ client: firehose.client, deliveryStreamName: 'lines', delimiter: '\n' });
    const accepted = sink.accept(deliveryOf(Buffer.alloc(bytes - 1, 'x')), signal);
    if (message === undefined) await expect(accepted).resolves.toBeUndefined();
    else await expect(accepted).rejects.toThrow(message);
    expect(firehose.texts.flat()).toHaveLength(message === undefined ? 1 : 0);
  });

  it('refuses a reference', async () => {
    await expect(put(`${'y'.repeat(1_200_000)}\n`)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
    });
  });

  it('throws the error of the service', async () => {
    const client = makeFirehoseClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const sink = firehoseSink({ client, deliveryStreamName: 'lines', delimiter: '\n' });
    await expect(sink.accept(deliveryOf(Buffer.from('x')), signal)).rejects.toThrow('ECONNREFUSED');
    client.destroy();
  });
});
