import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashKeyOf, maxHashKey, uniformRanges } from '../../../src/kinesis/shard/hash-key.js';
import { mergeAdjacentShards, scaleUniformly, splitShardAt } from '../../../src/kinesis/stream/resharding.js';
import type { Shard } from '../../../src/kinesis/shard/shard.js';
import { Stream } from '../../../src/kinesis/stream/stream.js';

const root = mkdtempSync(join(tmpdir(), 'reshard-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

let streams = 0;
function makeStream(shardCount: number): Stream {
  const folder = join(root, String(streams++));
  return new Stream({ name: 's', arn: 'arn', createdMillis: 0, folder, shardCount, mode: 'PROVISIONED' });
}

const openRanges = (stream: Stream) =>
  stream.openShards.map(({ range }) => range).sort((a, b) => (a.start < b.start ? -1 : 1));

/** Expects the open shards to cover every hash key once. */
function expectCover(stream: Stream): void {
  const ranges = openRanges(stream);
  expect(ranges[0]?.start).toBe(0n);
  expect(ranges.at(-1)?.end).toBe(maxHashKey);
  for (const [index, { end }] of ranges.slice(0, -1).entries())
    expect(ranges[index + 1]?.start).toBe(end + 1n);
}

/** Whether a shard has hash keys that none of its parents had. */
function exceedsParents({ range, description: { parents } }: Shard): boolean {
  if (parents.length === 0) return false;
  const startsWithin = parents.some((parent) => parent.range.start <= range.start);
  const endsWithin = parents.some((parent) => parent.range.end >= range.end);
  return !startsWithin || !endsWithin;
}

describe('scaleUniformly', () => {
  it('leaves shards of even width, for any two shard counts', () => {
    const count = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(count, fc.array(count, { minLength: 1, maxLength: 3 }), (first, targets) => {
        const stream = makeStream(first);
        for (const target of targets) {
          scaleUniformly(stream, target, 1_000);
          expect(openRanges(stream)).toEqual(uniformRanges(target));
        }
        stream.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe('splitShardAt and mergeAdjacentShards', () => {
  it('cover every hash key once, and keep every child within its parents', () => {
    const step = fc.tuple(fc.boolean(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const stream = makeStream(2);
        for (const [isSplit, which, where] of steps) {
          const open = stream.openShards;
          const shard = open[which % open.length];
          if (shard === undefined) continue;
          const { start, end } = shard.range;
          if (isSplit && end - start > 10n) {
            const startingHashKey = start + 2n + (BigInt(where) % (end - start - 2n));
            splitShardAt(stream, shard, { startingHashKey, nowMillis: 1_000 });
          } else if (!isSplit && end < maxHashKey) {
            mergeAdjacentShards(stream, [shard, stream.route(end + 1n)], 1_000);
          }
          expectCover(stream);
        }
        expect(stream.shards(1_000).filter(exceedsParents)).toEqual([]);
        stream.close();
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [0n, false],
    [1n, false],
    [2n, true],
    [maxHashKey - 1n, true],
    [maxHashKey, false],
  ])('accept %s as the start of the upper half: %s', (hashKey, taken) => {
    const stream = makeStream(1);
    const [shard] = stream.openShards;
    const split = () => {
      if (shard) splitShardAt(stream, shard, { startingHashKey: hashKey, nowMillis: 1_000 });
    };
    if (taken) split();
    else expect(split).toThrow(expect.objectContaining({ code: 'InvalidArgumentException' }));
    expect(stream.openShards).toHaveLength(taken ? 2 : 1);
    stream.close();
  });

  it('give a child larger sequence numbers than its parent within the same second', () => {
    const stream = makeStream(1);
    const [parent] = stream.openShards;
    if (parent === undefined) throw new Error('The stream has no shard.');
    const put = () =>
      stream.append(
        stream.route(0n),
        [{ partitionKey: 'k', data: Buffer.of(1), encrypted: false }],
        500,
      )[0] ?? '';
    const before = put();
    splitShardAt(stream, parent, { startingHashKey: 2n ** 127n, nowMillis: 500 });
    expect(put() > before).toBe(true);
    stream.close();
  });
});

describe('hashKeyOf', () => {
  it('is the MD5 of the key as a big-endian number', () => {
    expect(hashKeyOf('')).toBe(0xd41d8cd98f00b204e9800998ecf8427en);
    expect(hashKeyOf('a')).toBe(0x0cc175b9c0f1b6a831c399e269772661n);
    expect(hashKeyOf('é')).toBe(0x66ddcd97cfdeabb2f6fb8a999b4bc76fn);
  });
});
