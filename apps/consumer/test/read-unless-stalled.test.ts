import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { readUnlessStalled } from '../src/read-unless-stalled.js';

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const read = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read).toString();
}

describe('readUnlessStalled', () => {
  it('returns every chunk of a body', async () => {
    const body = Readable.from([Buffer.from('one '), Buffer.from('two')], { objectMode: false });
    expect(await textOf(readUnlessStalled(body))).toBe('one two');
  });

  it('throws SinkUnavailableError and destroys the body if no bytes arrive for stallMillis', async () => {
    const body = new PassThrough();
    body.write('one ');
    await expect(textOf(readUnlessStalled(body, 30))).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_UNAVAILABLE',
    });
    expect(body.destroyed).toBe(true);
  });

  it('does not count the time that the reader takes between two chunks', async () => {
    const body = new PassThrough();
    body.end('one');
    const read = [];
    for await (const chunk of readUnlessStalled(body, 30)) {
      await sleep(100);
      read.push(chunk.toString());
    }
    expect(read).toEqual(['one']);
  });

  it('throws the error of the body', async () => {
    const body = new PassThrough();
    body.destroy(new Error('aborted'));
    await expect(textOf(readUnlessStalled(body))).rejects.toThrow('aborted');
  });

  it('destroys the body if the reader stops early, and leaves no timer', async () => {
    const body = Readable.from([Buffer.from('one '), Buffer.from('two')], { objectMode: false });
    for await (const chunk of readUnlessStalled(body)) {
      expect(chunk.toString()).toBe('one ');
      break;
    }
    expect(body.destroyed).toBe(true);
  });
});
