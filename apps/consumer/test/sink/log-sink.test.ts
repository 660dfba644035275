import { describe, expect, it, jest } from '@jest/globals';
import { deliveryOf } from '../fakes/delivery-of.js';
import { logSink } from '../../src/sink/log-sink.js';
import { sequenceNumberOf } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';

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
});
