import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRecord } from '@headwaters/record-codec';
import type { PutRecords } from '../../src/lane/put-records.js';
import { startOfObject } from '../../src/publication/position.js';
import { publishObject } from '../../src/publication/publish-object.js';
import { Deadline } from '../../src/time/deadline.js';
import type { Task } from '../../src/work/task.js';
import { bodyOf, fakeS3 } from '../fakes/fake-s3.js';
import { fakePublication } from '../fakes/fake-publication.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const lines = fc
  .array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 })
  .map((lengths) => Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join('')));

/** Publishes in as many invocations as it takes, each with time for a few requests. */
async function publishInTurns(content: Buffer, requestsPerTurn: number, stored = content) {
  const blocks = new Map<number, Uint8Array>();
  const { s3 } = fakeS3(({ Range }) => bodyOf(stored.subarray(Number(/\d+/.exec(Range ?? '0')?.[0]))));
  let task: Task = { upload: { source }, start: startOfObject };
  let turns = 0;
  for (let isComplete = false; !isComplete; turns++) {
    const putRecords: PutRecords = (records) => {
      publication.clock.pass(1_000);
      for (const { data } of records) {
        const decoded = decodeRecord(data);
        if (decoded.profile === 'block') blocks.set(decoded.block.offset, decoded.block.bytes);
      }
      return Promise.resolve(records.map(() => 'stored'));
    };
    const publication = { ...fakePublication(s3, putRecords), cellBytes: 64, maxPendingBytes: 1 };
    const deadline = new Deadline(publication.clock, 5_000 + requestsPerTurn * 1_000);
    const outcome = await publishObject(task, { ...publication, deadline });
    isComplete = outcome.kind === 'complete';
    task = { ...task, start: outcome.end };
  }
  const inOrder = [...blocks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
  return { turns, blockCount: blocks.size, end: task.start, content: Buffer.concat(inOrder) };
}

describe('publishObject', () => {
  it('makes the same object in any number of invocations, with the right line numbers', async () => {
    const property = fc.asyncProperty(
      lines,
      fc.integer({ min: 3, max: 6 }),
      async (content, requestsPerTurn) => {
        const published = await publishInTurns(content, requestsPerTurn);
        expect(published.content.toString()).toBe(content.toString());
        expect(published.turns).toBeGreaterThanOrEqual(published.blockCount / requestsPerTurn);
        expect(published.end.offset).toBe(content.length);
        expect(published.end.lineNumber).toBe(content.toString().split('\n').length);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('does so for gzip too, of which only the start can be unpacked', async () => {
    const property = fc.asyncProperty(lines, async (content) => {
      const published = await publishInTurns(content, 3, gzipSync(content));
      expect(published.content.toString()).toBe(content.toString());
      expect(published.end.offset).toBe(content.length);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
