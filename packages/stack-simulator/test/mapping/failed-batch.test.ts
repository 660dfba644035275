import { describe, expect, it } from '@jest/globals';
import { failedBatchKey } from '../../src/mapping/failed-batch.js';

describe('failedBatchKey', () => {
  it('contains mapping, shard, day and second', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    expect(
      failedBatchKey({ mappingUuid: 'mapping', shardId: 'shardId-000000000001', at, uuid: 'random' }),
    ).toBe('aws/lambda/mapping/shardId-000000000001/2026/01/02/2026-01-02T03.04.05-random');
  });
});
