import {
  AggregateEncoder,
  LimitExceededError,
  UndecodableRecordError,
  UnresolvedReferenceError,
  decodeEvent,
  encodeBlock,
  kplEntries,
  plainEntries,
  sourceDigest,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregateOf, encodeAll } from '../support/aggregates.js';
import { blockOf, referenceBlock, source } from '../support/blocks.js';
import { kinesisEvent, sequenceNumber } from '../support/kinesis-event.js';

const block = encodeBlock(blockOf('{"n":1}\n{"n":2}\n', { offset: 50, lineNumber: 4, recordCount: 2 }));
const damagedBlock = Buffer.from(block).fill(0, 25, 40);
const [aggregate] = encodeAll([Buffer.from('"three"'), Buffer.from('"four"')], { partitionKey: 'inner' });
const plain = Buffer.from('"five"');

describe('decodeEvent', () => {
  it('returns the records of every profile, in order', () => {
    const event = kinesisEvent(block, aggregate?.data ?? plain, plain);
    expect([...decodeEvent(event)].map((record) => record.json())).toEqual([
      { n: 1 },
      { n: 2 },
      'three',
      'four',
      'five',
    ]);
  });

  it('returns source, offset and line number of a record in a block', () => {
    const [, second] = decodeEvent(kinesisEvent(block));
    expect(second).toMatchObject({
      source,
      offset: 58,
      lineNumber: 5,
      partitionKey: 'p',
      subSequenceNumber: undefined,
    });
    expect(second?.id).toBe('uploads/logs/2026 11.txt@v1#58');
    expect(second?.text()).toBe('{"n":2}');
  });

  it('returns partition key and sub-sequence number of a record in an aggregate', () => {
    const [, second] = decodeEvent(kinesisEvent(aggregate ?? plain));
    expect(second).toMatchObject({
      partitionKey: 'inner',
      sequenceNumber: sequenceNumber(0),
      subSequenceNumber: 1,
      id: `${sequenceNumber(0)}.1`,
      source: undefined,
      offset: undefined,
      lineNumber: undefined,
      reference: undefined,
      explicitHashKey: undefined,
    });
  });

  it('identifies a plain record by its sequence number', () => {
    const [record] = decodeEvent(kinesisEvent({ partitionKey: 'outer', data: plain }));
    expect(record).toMatchObject({ id: sequenceNumber(0), partitionKey: 'outer' });
  });

  it('throws on the bytes of a reference', () => {
    const [record] = decodeEvent(kinesisEvent(encodeBlock(referenceBlock())));
    expect(record?.reference).toEqual(referenceBlock());
    expect(() => record?.text()).toThrow(UnresolvedReferenceError);
  });

  it('returns the header of a schema registry', () => {
    const [record] = decodeEvent(kinesisEvent(Buffer.from('00000000077b7d', 'hex')));
    expect(record?.schema).toEqual({ registry: 'confluent', schemaId: 7, payload: Buffer.from('{}') });
  });

  it('verifies many aggregates in one event, some with a wrong MD5', () => {
    const encoder = new AggregateEncoder({ maxEntryBytes: 100 });
    const entries = Array.from({ length: 60 }, (_, index) =>
      encoder.add('key', Buffer.from(`record ${index}`)),
    ).flat();
    const wrong = aggregateOf(Buffer.from('0a0161', 'hex')).fill(0, 7);
    const event = kinesisEvent(...entries.slice(0, 5), wrong, plain, ...entries.slice(5));
    const profiles = [...decodeEvent(event).entries()].map(({ decoded }) => decoded?.profile);
    expect(profiles).toEqual(profiles.map((_, index) => (index === 5 || index === 6 ? 'plain' : 'kpl')));
  });

  it('confines a damaged Kinesis record to its own entry', () => {
    const entries = [...decodeEvent(kinesisEvent(block, damagedBlock, plain)).entries()];
    expect(entries.map(({ error }) => error?.sequenceNumber)).toEqual([
      undefined,
      sequenceNumber(1),
      undefined,
    ]);
    expect(entries.map(({ decoded }) => decoded?.profile)).toEqual(['block', undefined, 'plain']);
    expect(() => [...(entries[1]?.records() ?? [])]).toThrow(UndecodableRecordError);
  });

  it('returns the explicit hash key of a record that has one', () => {
    const data = aggregateOf(Buffer.from('0a0161' + '120137' + '1a0708001000' + '1a0178', 'hex'));
    const [record] = decodeEvent(kinesisEvent(data));
    expect(record?.explicitHashKey).toBe('7');
  });

  it('rejects a block above maxRawBytes', () => {
    const [entry] = decodeEvent(kinesisEvent(block), { maxRawBytes: 15 }).entries();
    expect(entry?.error?.cause).toBeInstanceOf(LimitExceededError);
  });
});

describe('decodeEvent, on the wires kpl and plain', () => {
  const object = blockOf('{"n":1}\r\n{"n":2}\n', { offset: 50, lineNumber: 4, recordCount: 2 });

  it('returns source, offset and line number of a record in an aggregate with an identity', () => {
    const entries = [...kplEntries([object], { partitionKeyOf: () => 'lane', terminator: 'keep' })];
    const [first, second] = decodeEvent(kinesisEvent(...entries));
    expect([first?.text(), second?.text()]).toEqual(['{"n":1}', '{"n":2}']);
    expect(second).toMatchObject({
      id: 'uploads/logs/2026 11.txt@v1#59',
      source,
      sourceDigest: sourceDigest(source),
      offset: 59,
      lineNumber: 5,
      partitionKey: 'lane',
      subSequenceNumber: 1,
    });
  });

  it('returns digest and offset of a plain record', () => {
    const entries = [...plainEntries(object, { blockKey: 'lane', lanes: 'shared', terminator: 'remove' })];
    const [first, second] = decodeEvent(kinesisEvent(...entries));
    expect([first?.text(), second?.text()]).toEqual(['{"n":1}', '{"n":2}']);
    expect(second).toMatchObject({
      id: `${sourceDigest(source)}#59`,
      source: undefined,
      sourceDigest: sourceDigest(source),
      offset: 59,
      lineNumber: undefined,
    });
  });

  it.each(['utf-16le', 'utf-16be'] as const)(
    'decodes a plain record that is an entire object in %s',
    (encoding) => {
      const text = 'Č,1\nĎ,2\n';
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      if (encoding === 'utf-16be') bytes.swap16();
      const entire = blockOf(bytes, { layout: 'whole', encoding });
      const entries = [...plainEntries(entire, { blockKey: 'lane', lanes: 'shared', terminator: 'remove' })];
      const [record] = decodeEvent(kinesisEvent(...entries));
      expect(record?.text()).toBe(text);
      expect(Buffer.from(record?.bytes ?? [])).toEqual(bytes);
    },
  );
});

describe('decodeEvent, on UTF-16 with an odd number of bytes', () => {
  it.each(['utf-16le', 'utf-16be'] as const)(
    'shows the half character at the end of %s as U+FFFD',
    (encoding) => {
      const bytes = Buffer.from(encoding === 'utf-16le' ? '410042' : '004100', 'hex');
      const odd = blockOf(bytes, { encoding });
      const [record] = decodeEvent(kinesisEvent(...plainEntries(odd, { blockKey: 'lane', lanes: 'shared' })));
      expect(record?.text()).toBe('A\ufffd');
    },
  );
});

describe('decodeEvent, on damaged data', () => {
  const eventOf = (...list: unknown[]) => {
    const records = list.map((data, index) => ({
      kinesis: { data: data as string, partitionKey: 'p', sequenceNumber: sequenceNumber(index) },
    }));
    return decodeEvent({ Records: records });
  };

  it.each([
    { name: 'another character', data: 'dGl!kZQ=' },
    { name: 'a character too few', data: 'dGlkZ' },
    { name: 'no padding', data: 'dGlkZQ' },
    { name: 'a padding in the middle', data: 'dG==ZQ==' },
    { name: 'characters of base64url', data: 'dGl-dGl_' },
    { name: 'bits that stand for nothing', data: 'dGlkZR==' },
    { name: 'a line end', data: 'dGlk\nZQ=' },
    { name: 'a number', data: 7 },
  ])('rejects $name as not base64', ({ data }) => {
    const [entry] = eventOf(data).entries();
    expect(entry?.error?.code).toBe('HEADWATERS_RECORD_UNDECODABLE');
    expect(String(entry?.error?.cause)).toContain('is not base64');
  });

  it('confines data that is missing or not base64 to its own entry', () => {
    const entries = [...eventOf('dGlkZQ==', undefined, '!!!!', '', 'dGlk').entries()];
    expect(entries.map(({ error }) => error?.code)).toEqual([
      undefined,
      'HEADWATERS_RECORD_UNDECODABLE',
      'HEADWATERS_RECORD_UNDECODABLE',
      undefined,
      undefined,
    ]);
    expect(String(entries[1]?.error?.cause)).toContain('is missing');
    const texts = entries.flatMap((entry) =>
      entry.error === undefined ? [...entry.records()].map((record) => record.text()) : [],
    );
    expect(texts).toEqual(['tide', '', 'tid']);
  });

  it('decodes the base64 of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const [entry] = eventOf(Buffer.from(bytes).toString('base64')).entries();
        expect(entry?.error).toBeUndefined();
      }),
    );
  });

  it('accepts a string only if it is the base64 of its bytes', () => {
    const characters = fc.constantFrom('A', 'Q', 'g', 'w', '5', '/', '+', '=', '-', '_', ' ');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 8 }), (text) => {
        const [entry] = eventOf(text).entries();
        const isBase64 = Buffer.from(text, 'base64').toString('base64') === text;
        expect(entry?.error === undefined).toBe(isBase64);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads the records before and after a damaged record of an aggregate', () => {
    const message = '0a0161 1a05 0800 1a0178 1a05 0801 1a0178 1a05 0800 1a0179'.replaceAll(' ', '');
    const [first, second, third] = decodeEvent(kinesisEvent(aggregateOf(Buffer.from(message, 'hex'))));
    expect([first?.text(), third?.text()]).toEqual(['x', 'y']);
    expect(() => second?.text()).toThrow(expect.objectContaining({ code: 'HEADWATERS_RECORD_CORRUPT' }));
  });
});

describe('DecodedEvent.response', () => {
  it('reports no failure after the last record', () => {
    const event = decodeEvent(kinesisEvent(block, plain));
    expect([...event]).toHaveLength(3);
    expect(event.response()).toEqual({ batchItemFailures: [] });
  });

  it('reports the first Kinesis record before the first iteration', () => {
    expect(decodeEvent(kinesisEvent(block)).response()).toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumber(0) }],
    });
  });

  it('reports the Kinesis record in which the consumer failed', () => {
    const event = decodeEvent(kinesisEvent(plain, block, plain));
    const consume = () => {
      for (const record of event) if (record.lineNumber === 5) throw new Error('no room');
    };
    expect(consume).toThrow('no room');
    expect(event.response()).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
  });

  it('counts from the start again in a second iteration', () => {
    const event = decodeEvent(kinesisEvent(plain, plain));
    expect([...event]).toHaveLength(2);
    for (const record of event) if (record.text() !== '') break;
    expect(event.response()).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(0) }] });
  });

  it('reports the first Kinesis record that cannot be decoded', () => {
    const event = decodeEvent(kinesisEvent(plain, plain, damagedBlock, plain));
    expect(() => [...event]).toThrow(UndecodableRecordError);
    expect(event.response()).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] });
  });

  it('reports no failure for an event without records', () => {
    expect(decodeEvent({ Records: [] }).response()).toEqual({ batchItemFailures: [] });
  });
});
