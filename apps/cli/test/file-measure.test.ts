import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { FileMeasure } from '../src/file-measure.js';

describe('FileMeasure', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\n\n', 2],
    ['a\r\nb\r\n\r\nc', 4],
  ])('%j has %i lines, split at every byte', async (text, lines) => {
    const measure = new FileMeasure();
    const passedOn: Buffer[] = [];
    for await (const chunk of Readable.from([...Buffer.from(text)].map((byte) => Buffer.of(byte))).pipe(
      measure,
    ))
      passedOn.push(chunk as Buffer);
    expect(Buffer.concat(passedOn).toString()).toBe(text);
    expect(measure).toMatchObject({ bytes: text.length, records: lines });
    expect(measure.sha256()).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
