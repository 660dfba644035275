import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { gunzipInput } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { containsKiller } from '../../src/killers/killer-record.js';
import { drawSeedPlan } from '../../src/plan/draw-seed-plan.js';
import { countLines } from '../../src/run/run-seed.js';

const settings = { cellBytes: 1_024, keySuffix: '.txt', wire: 'block' } as const;
const plans = Array.from({ length: 150 }, (_, seed) => drawSeedPlan(seed, settings));
const files = plans.flatMap((plan) => plan.files);

describe('drawSeedPlan', () => {
  it('returns the same plan for the same seed, byte for byte, and another plan for another seed', () => {
    const isSame = (one: number, other: number) =>
      isDeepStrictEqual(drawSeedPlan(one, settings), drawSeedPlan(other, settings));
    expect([isSame(7, 7), isSame(7, 8)]).toEqual([true, false]);
  });

  it('plans the same faults and blocks for the wires block and kpl, and fewer lines for plain', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [block, kpl, plain] = (['block', 'kpl', 'plain'] as const).map((wire) =>
        drawSeedPlan(seed, { ...settings, wire }),
      );
      const lines = (plan = block) =>
        plan?.files.reduce((sum, { content }) => sum + countLines(content), 0) ?? 0;
      if (block?.consumer.quarantineAfterSeconds !== undefined) expect(kpl?.faults).toEqual(block.faults);
      expect(lines(kpl)).toBeLessThanOrEqual(lines(block));
      expect(lines(plain)).toBeLessThanOrEqual(lines(block));
      expect(plain?.producer.strategy).not.toBe('field');
    }
  });

  it('plans more than 1,000 lines per seed on average', () => {
    const lines = files.reduce((sum, { content }) => sum + countLines(content), 0);
    expect(lines / plans.length).toBeGreaterThan(1_000);
  });

  it('plans keys with double spaces, plus signs, percent signs, emoji and slashes', () => {
    const pieces = ['  ', '+', '%', '\u{1f600}', '/'];
    expect(pieces.filter((piece) => !files.some(({ key }) => key.includes(piece)))).toEqual([]);
  });

  it('plans keys of up to 1,024 bytes', () => {
    expect(Math.max(...files.map(({ key }) => Buffer.byteLength(key)))).toBe(1_024);
  });

  it('plans keys that end with the suffix of the notification', () => {
    expect(files.filter(({ key }) => !key.endsWith('.txt'))).toEqual([]);
  });

  it('plans overwritten, deleted and hidden objects, and events that are lost or delivered 1 or 3 times', () => {
    const overwriting = plans.filter(
      (plan) => new Set(plan.files.map(({ key }) => key)).size < plan.files.length,
    );
    expect(overwriting.length).toBeGreaterThan(0);
    expect(new Set(files.map(({ objectChange }) => objectChange))).toEqual(
      new Set(['none', 'versionDeleted', 'deleteMarkerAdded']),
    );
    expect(new Set(files.map(({ eventDelaysMillis }) => eventDelaysMillis.length))).toEqual(
      new Set([0, 1, 3]),
    );
  });

  it('plans valid gzip, which unpacks to the content, and damaged gzip, which does not unpack', () => {
    const packed = files.filter(({ stored, content }) => stored !== content);
    const valid = packed.filter(({ damage }) => damage === undefined);
    expect(valid.filter(({ stored, content }) => !gunzipSync(stored).equals(content))).toEqual([]);
    const damaged = packed.filter(({ damage }) => damage !== undefined && damage !== 'bomb');
    for (const { stored } of damaged) expect(() => gunzipSync(stored)).toThrow();
    expect([valid.length > 0, damaged.length > 0]).toEqual([true, true]);
  });

  it('plans gzip bombs that expand beyond the limit of the producer', async () => {
    const bombs = files.filter(({ damage }) => damage === 'bomb');
    expect(bombs.length).toBeGreaterThan(0);
    for (const { stored } of bombs) {
      await expect(Readable.from(gunzipInput([stored])).toArray()).rejects.toThrow(/expands/);
    }
  });

  it('loses only events of objects that stay, at most one in a seed, and fills no consumer in a seed with a killer', () => {
    const lost = files.filter(({ eventDelaysMillis }) => eventDelaysMillis.length === 0);
    expect(lost.filter(({ objectChange }) => objectChange === 'versionDeleted')).toEqual([]);
    expect(plans.filter((plan) => plan.files.filter((file) => lost.includes(file)).length > 1)).toEqual([]);
    const killed = plans.filter(
      (plan) =>
        plan.foreignRecords.some(({ kind }) => kind === 'killer') ||
        plan.files.some(({ content }) => containsKiller(content)),
    );
    expect(killed.length).toBeGreaterThan(0);
    expect(killed.filter(({ recovery }) => recovery?.fills === true)).toEqual([]);
  });

  it('plans at most 2 crashes and denials, fewer than the 3 attempts of an event', () => {
    expect(plans.filter(({ faults }) => faults.producerCrashes + faults.kmsDenials > 2)).toEqual([]);
  });
});
