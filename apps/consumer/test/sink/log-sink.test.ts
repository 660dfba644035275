import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, it, jest } from '@jest/globals';
import { deliveryOf, deliveryOfRun } from '../fakes/delivery-of.js';
import { logSink } from '../../src/sink/log-sink.js';
import { sequenceNumberOf } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';
import { sentRecords, streamRecordsOf, wires } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const position = { shardId: 'shardId-000000000000', sequenceNumber: sequenceNumberOf(0) };

async function linesLogged(data: Uint8Array, options: { payload: boolean }) {
  const logger = { info: jest.fn() };
  await logSink(logger, options).accept(deliveryOf(data), new AbortController().signal);
  return logger.info.mock.calls;
}

function blockOf(content: string | Uint8Array): Uint8Array {
  const [block] = blocksOf(source, content);
  if (block === undefined) throw new Error('no block');
  return block;
}

describe('logSink', () => {
  it('logs one line per block, without its content', async () => {
    const lines = await linesLogged(blockOf('secret\nsecret\n'.repeat(30)), { payload: false });
    expect(lines).toEqual([
      [
        'Block',
        {
          id: 'uploads/notes.txt@v1#0',
          wire: 'block',
          ...source,
          offset: 0,
          lineNumber: 1,
          recordCount: 60,
          rawLength: 420,
          isLast: true,
          isReference: false,
          compression: 'gzip',
          ...position,
        },
      ],
    ]);
  });

  it('with payload, logs each record of a block as text or, if it is not UTF-8, in base64', async () => {
    const content = Buffer.concat([Buffer.from('\ufeffé\r\n'), Buffer.from([0xff, 0x0a])]);
    const [, ...payload] = await linesLogged(blockOf(content), { payload: true });
    expect(payload).toEqual([
      ['Payload', { payload: { id: 'uploads/notes.txt@v1#0', lineNumber: 1, text: '\ufeffé' } }],
      ['Payload', { payload: { id: 'uploads/notes.txt@v1#7', lineNumber: 2, base64: '/w==' } }],
    ]);
  });

  it('logs the part of a framed block and, with payload, its records', async () => {
    const [, second = new Uint8Array()] = framedBlocksOf(source, 'a1\nb1\na2\nb2\n');
    const [[, block] = [], ...payload] = await linesLogged(second, { payload: true });
    expect(block).toMatchObject({
      id: 'uploads/notes.txt@v1#3',
      recordCount: 2,
      part: { index: 1, count: 2, rangeOffset: 0, rangeLength: 12 },
    });
    expect(payload).toEqual([
      ['Payload', { payload: { id: 'uploads/notes.txt@v1#3', lineNumber: 2, text: 'b1' } }],
      ['Payload', { payload: { id: 'uploads/notes.txt@v1#9', lineNumber: 4, text: 'b2' } }],
    ]);
  });

  it('logs the position and size of a Kinesis record that is not a block', async () => {
    expect(await linesLogged(Buffer.from('secret'), { payload: false })).toEqual([
      ['Kinesis record', { ...position, bytes: 6 }],
    ]);
  });

  it('with payload, logs the text of a Kinesis record that is not a block', async () => {
    const [, payload] = await linesLogged(Buffer.from('text'), { payload: true });
    expect(payload).toEqual(['Payload', { payload: { id: sequenceNumberOf(0), text: 'text' } }]);
  });

  it.each(wires)('%s: logs every record, also an empty one, and the object', async (wire) => {
    const info = jest.fn<(message: string, fields: object) => void>();
    const run = streamRecordsOf(sentRecords(wire, source, 'first\n\nthird\n'));
    const delivery = deliveryOfRun(run, source);
    await logSink({ info } as never, { payload: true }).accept(delivery, new AbortController().signal);
    const [[, block] = [], ...payload] = info.mock.calls;
    expect(block).toMatchObject({
      id: 'uploads/notes.txt@v1#0',
      wire,
      ...source,
      recordCount: 3,
      rawLength: 13,
    });
    expect(payload.map(([, fields]) => fields)).toMatchObject([
      { payload: { id: 'uploads/notes.txt@v1#0', text: 'first' } },
      { payload: { id: 'uploads/notes.txt@v1#6', text: '' } },
      { payload: { id: 'uploads/notes.txt@v1#7', text: 'third' } },
    ]);
  });

  it('prints an empty record through the logger of the function, which removes empty strings from the top level', async () => {
    const lines: string[] = [];
    const print = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
    const logger = new Logger({ logLevel: 'INFO' });
    await logSink(logger, { payload: true }).accept(deliveryOf(blockOf('\n')), new AbortController().signal);
    print.mockRestore();
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { message: 'Block' },
      { message: 'Payload', payload: { id: 'uploads/notes.txt@v1#0', lineNumber: 1, text: '' } },
    ]);
  });
});
