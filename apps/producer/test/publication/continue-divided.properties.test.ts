import { gzipSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StreamRecord } from '../../src/lane/put-records.js';
import type { Partitioning } from '../../src/publication/partitioner.js';
import { publishInTurns } from '../fakes/publish-in-turns.js';

const source = { bucket: 'uploads', key: 'table.csv', versionId: 'v1' };
const byUser: Partitioning = { strategy: 'field', field: 'user', slotCount: 3 };
const header = 'number,user\n';
const tables = fc
  .array(fc.tuple(fc.nat(), fc.constantFrom('ann', 'bob', 'cy', '"d\nd"')), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  })
  .map((rows) => header + rows.map(([number, user]) => `${number},${user}\n`).join(''));

/** Publishes CSV. Gives what was sent, by partition key and offset. */
async function publish(stored: Buffer, requestsPerTurn: number) {
  const sent = new Map<string, Buffer>();
  const onStored = ({ partitionKey, data }: StreamRecord) =>
    sent.set(idOf(partitionKey, data), Buffer.from(data));
  const settings = { layout: 'csv', csvHeader: 'first-row', partitioning: byUser } as const;
  const { turns } = await publishInTurns({ source, stored, requestsPerTurn, settings, onStored });
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
