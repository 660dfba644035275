import {
  consumerQuarantinePrefix,
  parseQuarantineKey,
  parseQuarantinedRecord,
  quarantineDayPrefix,
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

const key = { consumer: 'audit', at: record.at, ...position };

describe('quarantineKey', () => {
  it('is quarantine/<consumer>/at=<day>/<stream>/<shard>/<sequence number>.json', () => {
    expect(quarantineKey(key)).toBe(
      'quarantine/audit/at=2026-11-23/records/shardId-000000000001/4964602183951.json',
    );
  });

  it('has the day in UTC', () => {
    expect(quarantineKey({ ...key, at: '2026-11-24T00:30:00+01:00' })).toBe(quarantineKey(key));
    expect(quarantineKey(key).startsWith(quarantineDayPrefix('audit', '2026-11-23T23:59:59Z'))).toBe(true);
  });

  it('encodes a consumer name, so that it is one segment of the key', () => {
    expect(quarantineKey({ ...key, consumer: 'a/b c' })).toMatch(/^quarantine\/a%2Fb%20c\/at=/);
    expect(quarantineKey({ ...key, consumer: 'a/b' }).startsWith(consumerQuarantinePrefix('a/b'))).toBe(true);
  });
});

describe('parseQuarantineKey', () => {
  it.each([{}, { sibling: '0123456789abcdef' }])('reads a key of quarantineKey, with %j', (sibling) => {
    expect(parseQuarantineKey(quarantineKey({ ...key, consumer: 'a/b c', ...sibling }))).toEqual({
      consumer: 'a/b c',
      day: '2026-11-23',
      position: { ...position, ...sibling },
    });
  });

  it('reads a key of an older release, which has no day', () => {
    expect(parseQuarantineKey('quarantine/audit/records/shardId-000000000001/4964602183951.json')).toEqual({
      consumer: 'audit',
      day: undefined,
      position,
    });
  });

  it.each([
    '',
    'quarantine/audit/x.json',
    'quarantine/100%/records/s/1.json',
    'aws/lambda/audit/records/s/1.json',
  ])('returns undefined for %j', (other) => {
    expect(parseQuarantineKey(other)).toBeUndefined();
  });
});

describe('quarantineObject', () => {
  it('is parsed to the same record', () => {
    const { Key, Body, ContentType } = quarantineObject(record);
    expect([Key, ContentType]).toEqual([quarantineKey(record), 'application/json']);
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
