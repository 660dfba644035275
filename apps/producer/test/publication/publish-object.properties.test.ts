import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeRecord } from '@headwaters/record-codec';
import fc from 'fast-check';
import type { KinesisRecord } from '../../src/lane/put-records.js';
import { publishInTurns, type Turns } from '../fakes/publish-in-turns.js';

function decodeBlock(data: Uint8Array) {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  return decoded.block;
}

describe('publishObject', () => {
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
  const lines = fc
    .array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 })
    .map((lengths) => Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join('')));

  async function publish(
    content: Buffer,
    { stored = content, ...turn }: Pick<Turns, 'requestsPerTurn' | 'endedBy'> & { stored?: Buffer },
  ) {
    const blocks = new Map<number, Uint8Array>();
    const onStored = ({ data }: KinesisRecord) => {
      const { offset, bytes } = decodeBlock(data);
      blocks.set(offset, bytes);
    };
    const { turns, end } = await publishInTurns({ source, stored, onStored, ...turn });
    const inOrder = [...blocks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return { turns, end, blockCount: blocks.size, content: Buffer.concat(inOrder) };
  }

  it('produces the same object in any number of invocations, with the right line numbers', async () => {
    const turnsSeen = { deadline: 0, 'fair share': 0 };
    const property = fc.asyncProperty(
      lines,
      fc.integer({ min: 3, max: 6 }),
      fc.constantFrom('deadline' as const, 'fair share' as const),
      async (content, requestsPerTurn, endedBy) => {
        const published = await publish(content, { requestsPerTurn, endedBy });
        expect(published.content.toString()).toBe(content.toString());
        if (endedBy === 'deadline') {
          expect(published.turns).toBeGreaterThanOrEqual(published.blockCount / requestsPerTurn);
        }
        expect(published.end.offset).toBe(content.length);
        expect(published.end.lineNumber).toBe(content.toString().split('\n').length);
        turnsSeen[endedBy] = Math.max(turnsSeen[endedBy], published.turns);
      },
    );
    await fc.assert(property, { numRuns: 100 });
    expect(Math.min(...Object.values(turnsSeen))).toBeGreaterThan(2);
  });

  it.each(['deadline', 'fair share'] as const)('produces the same object from gzip (%s)', async (endedBy) => {
    const property = fc.asyncProperty(lines, async (content) => {
      const published = await publish(content, { requestsPerTurn: 3, endedBy, stored: gzipSync(content) });
      expect(published.content.toString()).toBe(content.toString());
      expect(published.end.offset).toBe(content.length);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});

describe('publishObject on the wire plain', () => {
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
  const content = fc
    .array(fc.constantFrom('\n', 'a\n', 'b\r\n', `${'c'.repeat(70)}\n`, 'd'), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    })
    .map((parts) => Buffer.from(parts.join('')));

  async function publish(stored: Buffer, turn: Pick<Turns, 'requestsPerTurn' | 'endedBy'>) {
    const sent = new Map<string, string>();
    const onStored = ({ partitionKey, data }: KinesisRecord) =>
      void sent.set(partitionKey, Buffer.from(data).toString());
    const settings = { wire: 'plain' } as const;
    const { turns } = await publishInTurns({ source, stored, onStored, settings, ...turn });
    return { turns, sent };
  }

  it.each(['deadline', 'fair share'] as const)(
    'sends the same Kinesis records in any number of invocations, 3 records each (%s)',
    async (endedBy) => {
      let mostTurns = 0;
      const property = fc.asyncProperty(content, async (object) => {
        const atOnce = await publish(object, { requestsPerTurn: 1_000 });
        const inTurns = await publish(object, { requestsPerTurn: 3, endedBy });
        expect(inTurns.sent).toEqual(atOnce.sent);
        expect([...atOnce.sent.values()].join('')).toBe(object.toString());
        mostTurns = Math.max(mostTurns, inTurns.turns);
      });
      await fc.assert(property, { numRuns: 50 });
      // Up to 40 records, most of them in one cell of 64 bytes: an invocation can end between any two.
      expect(mostTurns).toBeGreaterThan(4);
    },
  );
});

describe('publishObject with a partition field', () => {
  const source = { bucket: 'uploads', key: 'table.csv', versionId: 'v1' };
  const header = 'number,user\n';
  const tables = fc
    .array(fc.tuple(fc.nat(), fc.constantFrom('ann', 'bob', 'cy', '"d\nd"')), {
      minLength: 1,
      maxLength: 60,
      size: 'max',
    })
    .map((rows) => header + rows.map(([number, user]) => `${number},${user}\n`).join(''));
  const settings = {
    layout: 'csv',
    csvHeader: 'first-row',
    partitioning: { strategy: 'field', field: 'user', slotCount: 3 },
  } as const;

  /** Publishes CSV. Returns the data that was sent, by partition key and offset. */
  async function publish(stored: Buffer, requestsPerTurn: number) {
    const sent = new Map<string, Buffer>();
    const onStored = ({ partitionKey, data }: KinesisRecord) => {
      const block = decodeBlock(data);
      expect(Buffer.from(block.header ?? []).toString()).toBe(header);
      sent.set(JSON.stringify([partitionKey, block.offset]), Buffer.from(data));
    };
    const { turns } = await publishInTurns({ source, stored, requestsPerTurn, settings, onStored });
    return { turns, sent };
  }

  it.each([
    ['raw', (content: string) => Buffer.from(content)],
    ['gzip', (content: string) => gzipSync(content)],
  ])('divides %s CSV into the same blocks in any number of invocations', async (_, store) => {
    const turnsSeen: number[] = [];
    const property = fc.asyncProperty(tables, async (content) => {
      const atOnce = await publish(store(content), 1_000);
      const inTurns = await publish(store(content), 8);
      expect(inTurns.sent).toEqual(atOnce.sent);
      turnsSeen.push(inTurns.turns);
    });
    await fc.assert(property, { numRuns: 25 });
    expect(Math.max(...turnsSeen)).toBeGreaterThan(2);
  });
});
