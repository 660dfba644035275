import { batchMarkerKey, consumerAttemptsPrefix, recordMarkerKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

const position = { stream: 'records', shardId: 'shardId-000000000001', sequenceNumber: '4964602183951' };

describe('recordMarkerKey', () => {
  it('is attempts/<consumer>/<stream>/<shard>/<sequence number>', () => {
    expect(recordMarkerKey('audit', position)).toBe(
      'attempts/audit/records/shardId-000000000001/4964602183951',
    );
  });
});

describe('batchMarkerKey', () => {
  it('differs from the marker of the first Kinesis record', () => {
    expect(batchMarkerKey('audit', position)).toBe(
      'attempts/audit/records/shardId-000000000001/4964602183951-batch',
    );
  });
});

describe('consumerAttemptsPrefix', () => {
  it('is the prefix of both, also for a consumer whose name contains a slash', () => {
    const prefix = consumerAttemptsPrefix('a/b');
    const keys = [recordMarkerKey('a/b', position), batchMarkerKey('a/b', position)];
    expect(keys.filter((key) => !key.startsWith(prefix))).toEqual([]);
    expect(prefix).toBe('attempts/a%2Fb/');
  });
});

describe('recordMarkerKey and batchMarkerKey, of records with the same sequence number', () => {
  it('differ by their siblings', () => {
    const position = { stream: 'records', shardId: 'shardId-000000000000', sequenceNumber: '49' };
    const siblings = [{ ...position, sibling: 'a1' }, { ...position, sibling: 'b2' }, position];
    const keys = siblings.flatMap((sibling) => [
      recordMarkerKey('audit', sibling),
      batchMarkerKey('audit', sibling),
    ]);
    expect(new Set(keys).size).toBe(6);
  });
});
