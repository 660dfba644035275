import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { gunzipInput } from '@headwaters/record-codec';
import { describe, expect, test } from '@jest/globals';
import { planSeed } from '../../src/plan/draw-seed-plan.js';
import { countLines } from '../../src/run/run-seed.js';

const settings = { cellBytes: 1_024, keySuffix: '.txt' };
const plans = Array.from({ length: 150 }, (_, seed) => planSeed(seed, settings));
const files = plans.flatMap((plan) => plan.files);

describe('planSeed', () => {
  test('gives the same plan for the same seed, byte for byte, and another for another', () => {
    const isSame = (one: number, other: number) =>
      isDeepStrictEqual(planSeed(one, settings), planSeed(other, settings));
    expect([isSame(7, 7), isSame(7, 8)]).toEqual([true, false]);
  });

  test('deals 1,000 lines a seed and more', () => {
    const lines = files.reduce((sum, { content }) => sum + countLines(content), 0);
    expect(lines / plans.length).toBeGreaterThan(1_000);
  });

  test.each(['  ', '+', '%', '\u{1f600}', '/'])('deals keys with %j in them', (piece) => {
    expect(files.some(({ key }) => key.includes(piece))).toBe(true);
  });

  test('deals keys of 1,024 bytes and none that are longer', () => {
    expect(Math.max(...files.map(({ key }) => Buffer.byteLength(key)))).toBe(1_024);
  });

  test('deals keys that end as the notification wants them', () => {
    expect(files.filter(({ key }) => !key.endsWith('.txt'))).toEqual([]);
  });

  test('deals overwritten, deleted and hidden objects, and events that come three times', () => {
    const overwriting = plans.filter(
      (plan) => new Set(plan.files.map(({ key }) => key)).size < plan.files.length,
    );
    expect(overwriting.length).toBeGreaterThan(0);
    expect(new Set(files.map(({ fate }) => fate))).toEqual(
      new Set(['kept', 'versionDeleted', 'hiddenByMarker']),
    );
    expect(new Set(files.map(({ eventDelaysMillis }) => eventDelaysMillis.length))).toEqual(new Set([1, 3]));
  });

  test('deals gzip that is sound, which unpacks to the content, and gzip that is not', () => {
    const packed = files.filter(({ stored, content }) => stored !== content);
    const sound = packed.filter(({ damage }) => damage === undefined);
    expect(sound.filter(({ stored, content }) => !gunzipSync(stored).equals(content))).toEqual([]);
    const damaged = packed.filter(({ damage }) => damage !== undefined && damage !== 'bomb');
    for (const { stored } of damaged) expect(() => gunzipSync(stored)).toThrow();
    expect([sound.length > 0, damaged.length > 0]).toEqual([true, true]);
  });

  test('deals bombs that swell beyond what the producer takes', async () => {
    const bombs = files.filter(({ damage }) => damage === 'bomb');
    expect(bombs.length).toBeGreaterThan(0);
    for (const { stored } of bombs) {
      await expect(Readable.from(gunzipInput([stored])).toArray()).rejects.toThrow(/expands/);
    }
  });

  test('never ends more of the attempts at an event than an event has', () => {
    expect(plans.filter(({ faults }) => faults.producerCrashes + faults.kmsDenials > 2)).toEqual([]);
  });
});
