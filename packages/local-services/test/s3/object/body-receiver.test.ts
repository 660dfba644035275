import { mkdtempSync, rmSync } from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { BodyReceiver } from '../../../src/s3/object/body-receiver.js';

describe('BodyReceiver', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'body-receiver-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function receive(pieces: readonly Buffer[]): Promise<Buffer> {
    const { body } = await new BodyReceiver(folder).receive(Readable.from(pieces), {});
    const chunks = await body.read().toArray();
    await body.release();
    return Buffer.concat(chunks as Buffer[]);
  }

  it('stores a body in any pieces unchanged', async () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 200_000), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const pieces = lengths.map((length, index) => Buffer.alloc(length, `${index}abc`));
        expect((await receive(pieces)).equals(Buffer.concat(pieces))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('writes 100,000 pieces of one byte in 2 blocks', async () => {
    let writes = 0;
    const open = promises.open.bind(promises);
    const spy = jest.spyOn(promises, 'open').mockImplementation(async (...options) => {
      const file = await open(...options);
      const writeFile = file.writeFile.bind(file);
      file.writeFile = (...values) => {
        writes += 1;
        return writeFile(...values);
      };
      return file;
    });
    await receive(Array.from({ length: 100_000 }, () => Buffer.from('x')));
    spy.mockRestore();
    expect(writes).toBe(2);
  });
});
