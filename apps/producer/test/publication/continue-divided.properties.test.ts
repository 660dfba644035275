import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeRecord } from '@headwaters/record-codec';
import fc from 'fast-check';
import type { PutRecords } from '../../src/lane/put-records.js';
import type { Partitioning } from '../../src/publication/partitioner.js';
import { startOfObject } from '../../src/publication/position.js';
import { publishObject } from '../../src/publication/publish-object.js';
import { Deadline } from '../../src/time/deadline.js';
import type { Task } from '../../src/work/task.js';
import { bodyOf, fakeS3 } from '../fakes/fake-s3.js';
import { fakePublication } from '../fakes/fake-publication.js';

const source = { bucket: 'uploads', key: 'table.csv', versionId: 'v1' };
const byUser: Partitioning = { strategy: 'field', field: 'user', slotCount: 3 };
const header = 'number,user\n';
const tables = fc
  .array(fc.tuple(fc.nat(), fc.constantFrom('ann', 'bob', 'cy', '"d\nd"')), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  })
  .map((rows) => header + rows.map(([number, user]) => `${String(number)},${user}\n`).join(''));

/** Publishes CSV in as many invocations as it takes, each with time for a few requests. */
async function publish(stored: Uint8Array, requestsPerTurn: number) {
  const sent = new Map<string, Buffer>();
  const { s3 } = fakeS3(({ Range }) => bodyOf(stored.subarray(Number(/\d+/.exec(Range ?? '0')?.[0]))));
  let task: Task = { upload: { source }, start: startOfObject };
  let turns = 0;
  for (let isComplete = false; !isComplete; turns++) {
    const putRecords: PutRecords = (records) => {
      publication.clock.pass(1_000);
      for (const { partitionKey, data } of records) sent.set(idOf(partitionKey, data), Buffer.from(data));
      return Promise.resolve(records.map(() => 'stored'));
    };
    const publication = { ...fakePublication(s3, putRecords), cellBytes: 64, maxPendingBytes: 1 };
    const deadline = new Deadline(publication.clock, 5_000 + requestsPerTurn * 1_000);
    const settings = { layout: 'csv', csvHeader: 'first-row', partitioning: byUser } as const;
    const outcome = await publishObject(task, { ...publication, ...settings, deadline });
    isComplete = outcome.kind === 'complete';
    task = { ...task, start: outcome.end };
  }
  return { turns, sent };
}

function idOf(partitionKey: string, data: Uint8Array): string {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  expect(Buffer.from(decoded.block.header ?? []).toString()).toBe(header);
  return JSON.stringify([partitionKey, decoded.block.offset]);
}

describe('publishObject', () => {
  it.each([
    ['as it is', (content: string) => Buffer.from(content)],
    ['as gzip, of which only the start can be unpacked', (content: string) => gzipSync(content)],
  ])(
    'divides CSV that is stored %s alike in any number of invocations, header included',
    async (_, store) => {
      const turnsSeen: number[] = [];
      const property = fc.asyncProperty(tables, async (content) => {
        const atOnce = await publish(store(content), 1_000);
        const inTurns = await publish(store(content), 8);
        expect(inTurns.sent).toEqual(atOnce.sent);
        turnsSeen.push(inTurns.turns);
      });
      await fc.assert(property, { numRuns: 25 });
      expect(Math.max(...turnsSeen)).toBeGreaterThan(2);
    },
  );
});
