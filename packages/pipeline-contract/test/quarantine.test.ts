import {
  consumerQuarantinePrefix,
  parseQuarantinedRecord,
  quarantineKey,
  quarantineObject,
  type QuarantinedRecord,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

const position = { stream: 'records', shardId: 'shardId-000000000001', sequenceNumber: '4964602183951' };
const record: QuarantinedRecord = {
  quarantineVersion: 1,
  consumer: 'audit',
  at: '2026-11-23T11:00:00.000Z',
  reason: { kind: 'permanent', code: 'HEADWATERS_RECORD_CORRUPT', message: 'damaged' },
  ...position,
  partitionKey: 'key',
  arrivedAt: '2026-11-23T10:00:00.000Z',
  source: { bucket: 'uploads', key: 'a/b c.txt', versionId: 'v1' },
  offset: 0,
  endOffset: 100,
  data: 'eA==',
};

describe('quarantineKey', () => {
  it('is quarantine/<consumer>/<stream>/<shard>/<sequence number>.json', () => {
    expect(quarantineKey('audit', position)).toBe(
      'quarantine/audit/records/shardId-000000000001/4964602183951.json',
    );
  });

  it('encodes a consumer name, so that it is one segment of the key', () => {
    expect(quarantineKey('a/b c', position)).toMatch(/^quarantine\/a%2Fb%20c\/records\//);
    expect(quarantineKey('a/b', position).startsWith(consumerQuarantinePrefix('a/b'))).toBe(true);
  });
});

describe('quarantineObject', () => {
  it('is parsed to the same record', () => {
    const { Key, Body, ContentType } = quarantineObject(record);
    expect([Key, ContentType]).toEqual([quarantineKey('audit', position), 'application/json']);
    expect(parseQuarantinedRecord(Body)).toEqual(record);
  });
});

describe('parseQuarantinedRecord', () => {
  it.each(['source', 'offset', 'endOffset'])('accepts a record without %s', (field) => {
    const rest = Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));
    expect(parseQuarantinedRecord(JSON.stringify(rest))).toEqual(rest);
  });

  it.each(['consumer', 'reason', 'sequenceNumber', 'data'])('refuses a record without %s', (field) => {
    const rest = Object.fromEntries(Object.entries(record).filter(([name]) => name !== field));
    expect(parseQuarantinedRecord(JSON.stringify(rest))).toBeUndefined();
  });

  it.each(['', 'notes', '[]', JSON.stringify({ ...record, quarantineVersion: 2 })])(
    'returns undefined for %j',
    (text) => {
      expect(parseQuarantinedRecord(text)).toBeUndefined();
    },
  );
});
