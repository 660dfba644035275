import { quarantineKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { quarantineId, quarantineIdOfKey } from '../../src/evidence/quarantine-id.js';

const position = { stream: 'stream', shardId: 'shardId-0', sequenceNumber: '7' };

describe('quarantineIdOfKey', () => {
  it('is the same for the keys of two days and of older releases', () => {
    const keys = ['2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z'].map((at) =>
      quarantineKey({ consumer: 'a b', at, ...position }),
    );
    expect(new Set(keys).size).toBe(2);
    const old = 'quarantine/a%20b/stream/shardId-0/7.json';
    expect([...keys, old].map(quarantineIdOfKey)).toEqual(Array(3).fill(quarantineId('a b', position)));
  });

  it('is the key itself for any other object', () => {
    expect(quarantineIdOfKey('other/key')).toBe('other/key');
  });
});
