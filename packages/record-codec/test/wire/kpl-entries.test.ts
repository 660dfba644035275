import { describe, expect, it } from '@jest/globals';
import {
  blockRange,
  carriedBlock,
  decodeRecord,
  entryBytes,
  InvalidOptionError,
  kplEntries,
  maxBlockRawBytes,
  maxKinesisRecordBytes,
  regroupBlock,
  type Block,
  type RecordTerminator,
  type WireEntry,
} from '@headwaters/record-codec';
import { aggregateOf, decodeAggregate } from '../support/aggregates.js';
import { blockOf, referenceBlock, source, splitObject } from '../support/blocks.js';
import { peerDecode, protobufDecode, protobufEncode } from '../support/peer.js';

const partitionKeyOf = () => 'lane';
const send = (block: Block, terminator: RecordTerminator = 'keep') => [
  ...kplEntries([block], { partitionKeyOf, terminator }),
];
const carriedBy = ({ data, partitionKey }: WireEntry) => carriedBlock(decodeRecord(data), partitionKey);

/** 127 parts: the first almost fills an aggregate, the second is halved, so that 128 aggregates are numbered. */
function partsWithFullFirst(padBytes: number): Block[] {
  const [first, second] = [89_800, 90_000];
  const lines = `${'ab\n'.repeat(first - 1)}${'a'.repeat(padBytes)}\n${'ab\n'.repeat(second + 125)}`;
  let count = 0;
  const keyOf = () => (count++ < first ? 'first' : count <= first + second ? 'second' : String(count));
  return regroupBlock(blockOf(lines, { recordCount: first + second + 125 }), { keyOf, slotCount: 65_536 });
}

const block = blockOf('one\ntwo\r\nthree', { offset: 40, lineNumber: 7, recordCount: 3, isLast: true });
const [entry] = send(block);
const aggregate = entry?.data ?? Buffer.alloc(0);

describe('kplEntries', () => {
  it('is read by aws-kinesis-agg, which ignores the tag: one user record per line, under one key', () => {
    expect(peerDecode(aggregate)).toEqual(
      ['one\n', 'two\r\n', 'three'].map((text) => ({ partitionKey: 'lane', text })),
    );
    const [removed] = send(block, 'remove');
    expect(peerDecode(removed?.data ?? Buffer.alloc(0)).map(({ text }) => text)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('is a message of the public definition with one tag, in the first record', () => {
    const message = protobufDecode(aggregate.subarray(4, -16)) as { records: { tags?: unknown[] }[] };
    expect(message.records.map(({ tags }) => tags?.length ?? 0)).toEqual([1, 0, 0]);
    expect(message.records[0]?.tags?.[0]).toMatchObject({ key: 'headwaters' });
  });

  it('is an aggregate also for one record', () => {
    const [single] = send(blockOf('one\n'));
    expect(decodeRecord(single?.data ?? Buffer.alloc(0)).profile).toBe('kpl');
  });

  it('carries every field of the block', () => {
    const full = {
      ...block,
      contentType: 'text/csv',
      schemaId: 's',
      traceContext: '00-1-2-01',
      header: Buffer.from('h\n'),
      layout: 'csv',
    } as const;
    const [sent] = send(full, 'remove');
    expect(sent && carriedBy(sent)).toMatchObject({ ...full, wire: 'kpl', bytes: expect.any(Function) });
  });

  it('sends a reference as a block', () => {
    const [sent] = send(referenceBlock());
    expect(decodeRecord(sent?.data ?? Buffer.alloc(0)).profile).toBe('block');
    expect(sent && carriedBy(sent)?.reference).toEqual(referenceBlock());
  });

  it.each([
    ['keep', 300_000, 4],
    ['remove', 180_000, 2],
  ] as const)('halves a block of empty lines until each aggregate fits, without a gap (%s)', (...example) => {
    const [terminator, lineCount, entryCount] = example;
    const entries = send(blockOf('\n'.repeat(lineCount), { recordCount: lineCount }), terminator);
    expect(entries).toHaveLength(entryCount);
    expect(entries.filter((each) => entryBytes(each) > maxKinesisRecordBytes)).toEqual([]);
    let offset = 0;
    for (const each of entries) {
      const carried = carriedBy(each);
      expect(carried?.offset).toBe(offset);
      offset += carried?.rawLength ?? NaN;
      expect(carried?.bytes().length).toBe(carried?.rawLength);
    }
    expect(offset).toBe(lineCount);
  });

  it('halves the parts of a regrouped block and numbers all of them again', () => {
    const lines = blockOf('ab\n'.repeat(180_000), { recordCount: 180_000 });
    const parts = regroupBlock(lines, { keyOf: () => 'one', slotCount: 2 });
    const entries = [...kplEntries(parts, { partitionKeyOf })];
    expect([parts.length, entries.length]).toEqual([2, 3]);
    const carried = entries.map(carriedBy);
    expect(carried.map((each) => [each?.part?.index, each?.part?.count])).toEqual(
      carried.map((_, index) => [index, carried.length]),
    );
    expect(carried.map((each) => each && blockRange(each))).toEqual(carried.map(() => blockRange(lines)));
    expect(carried.reduce((sum, each) => sum + (each?.recordCount ?? 0), 0)).toBe(180_000);
  });

  it('fits under the longest partition key if numbering the parts again makes their numbers longer', () => {
    const sizes = [259, 264].map((padBytes) => {
      const entries = [
        ...kplEntries(partsWithFullFirst(padBytes), { partitionKeyOf: () => 'k'.repeat(256) }),
      ];
      return { padBytes, size: entries[0] === undefined ? 0 : entryBytes(entries[0]), count: entries.length };
    });
    expect(sizes.filter(({ size }) => size > maxKinesisRecordBytes)).toEqual([]);
    // The first part almost fills its aggregate at the first size. At the second one it would exceed it by a byte, so it is halved.
    expect(sizes[0]?.size).toBeGreaterThan(maxKinesisRecordBytes - 100);
    expect(sizes.map(({ count }) => count)).toEqual([128, 129]);
  });

  it.each([4_096, 4_097, 40_000, 49_152, 49_153])('fits with a CSV header of %d bytes', (headerBytes) => {
    const header = Array.from({ length: headerBytes - 1 }, (_, index) => 'abcdefgh,'[index % 9]).join('');
    const rows = `${header}\n${'7,8,9,10\n'.repeat(70_000)}`;
    const entries = splitObject(rows, { layout: 'csv', header: 'first-row' }).flatMap((each) =>
      send(each, 'remove'),
    );
    expect(entries.filter((each) => entryBytes(each) > maxKinesisRecordBytes)).toEqual([]);
    const carried = entries.map(carriedBy);
    const headers = new Set(carried.map((each) => each?.header?.length ?? each?.headerReference?.length));
    expect([...headers]).toEqual([headerBytes]);
    expect(Buffer.concat(carried.map((each) => each?.bytes() ?? Buffer.alloc(0))).toString()).toBe(rows);
  });

  it('accepts a partition key of 256 bytes and rejects one of 257, with advice', () => {
    const sendUnder = (key: string) => [...kplEntries([block], { partitionKeyOf: () => key })];
    for (const key of ['k'.repeat(256), 'é'.repeat(128)])
      expect(sendUnder(key).map(({ partitionKey }) => partitionKey)).toEqual([key]);
    for (const key of ['k'.repeat(257), `k${'é'.repeat(128)}`])
      expect(() => sendUnder(key)).toThrow(
        new InvalidOptionError(
          'The partition key has 257 bytes in UTF-8; kplEntries accepts at most 256. Use a shorter key, such as a hash of it.',
        ),
      );
    expect(() => [...kplEntries([referenceBlock()], { partitionKeyOf: () => 'k'.repeat(257) })]).toThrow(
      InvalidOptionError,
    );
  });

  it('sends the largest record that fits a block as one Kinesis record', () => {
    const entries = send(blockOf(`${'x'.repeat(maxBlockRawBytes - 1)}\n`), 'keep');
    expect(entries.map(entryBytes).filter((bytes) => bytes > maxKinesisRecordBytes)).toEqual([]);
    expect(entries.map((each) => carriedBy(each)?.rawLength)).toEqual([maxBlockRawBytes]);
  });

  it('sends a record that does not fit together with its identity as a block', () => {
    const longest = { ...source, key: 'k'.repeat(1_024), versionId: 'v'.repeat(1_024) };
    const header = Buffer.from(`${'h'.repeat(4_095)}\n`);
    const large = blockOf('x'.repeat(maxBlockRawBytes), { source: longest, layout: 'csv', header });
    expect(send(large).map(({ data }) => decodeRecord(data).profile)).toEqual(['block']);
  });
});

interface Message {
  partition_key_table: string[];
  records: { partition_key_index: number; data: Buffer; tags?: { key: string; value: string }[] }[];
}

/** The aggregate with a changed message. */
function changed(change: (message: Message) => unknown) {
  // A copy, because the decoded data shares its memory.
  const message = protobufDecode(Buffer.from(aggregate.subarray(4, -16))) as Message;
  change(message);
  return aggregateOf(protobufEncode(message));
}

function setTag({ records }: Message, value: string): void {
  const tag = records[0]?.tags?.[0];
  if (tag !== undefined) tag.value = value;
}

describe('carriedBlock, on an aggregate whose tag does not match its records', () => {
  const cases: { name: string; change: (message: Message) => unknown }[] = [
    { name: 'a record less', change: ({ records }) => records.pop() },
    {
      name: 'a record more',
      change: ({ records }) => void records.push({ partition_key_index: 0, data: Buffer.from('x') }),
    },
    { name: 'another byte', change: ({ records }) => records[1]?.data.write('T') },
    {
      name: 'records in another order',
      change: ({ records }) => {
        const [first, second, third] = records.map(({ data }) => data);
        for (const [index, data] of [first, third, second].entries()) {
          const record = records[index];
          if (record !== undefined && data !== undefined) record.data = data;
        }
      },
    },
    {
      name: 'the tag of another aggregate',
      change: ({ records }) => {
        const [other] = send(blockOf('1\n2\n3\n', { recordCount: 3 }));
        const [tagged] = (protobufDecode(other?.data.subarray(4, -16) ?? Buffer.alloc(0)) as Message).records;
        if (records[0] !== undefined) records[0].tags = tagged?.tags ?? [];
      },
    },
    {
      name: 'a tag that is not base64',
      change: (message) => {
        setTag(message, '!!');
      },
    },
    {
      name: 'a tag without a value',
      change: (message) => {
        setTag(message, '');
      },
    },
    {
      name: 'the tag in the second record',
      change: ({ records: [first, second] }) => {
        if (first === undefined || second === undefined) return;
        second.tags = first.tags ?? [];
        first.tags = [];
      },
    },
    {
      name: 'a record whose key is not in the table',
      change: ({ records }) => {
        if (records[2] !== undefined) records[2].partition_key_index = 9;
      },
    },
  ];

  it.each(cases)('returns undefined for $name', ({ change }) => {
    const data = changed(change);
    expect(decodeRecord(data).profile).toBe('kpl');
    expect(carriedBlock(decodeRecord(data), 'lane')).toBeUndefined();
  });

  it.each([
    ['ends early', '0a05'],
    ['has an unknown field after its key', '0a0a686561647761746572731801'],
  ])('reads the records of an aggregate whose tag %s', (_, tag) => {
    const tagBytes = Buffer.from(tag, 'hex');
    const record = Buffer.concat([
      Buffer.from('08001a0178', 'hex'),
      Buffer.of(0x22, tagBytes.length),
      tagBytes,
    ]);
    const key = Buffer.from('0a046c616e65', 'hex');
    const decoded = decodeRecord(aggregateOf(Buffer.concat([key, Buffer.of(0x1a, record.length), record])));
    expect(carriedBlock(decoded, 'lane')).toBeUndefined();
    const records = decoded.profile === 'kpl' ? decoded.records() : [];
    expect(records.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['x']);
  });

  it('returns undefined for a part whose positions are fewer or more than its records', () => {
    const keyOf = (record: Uint8Array) => Buffer.from(record).toString().slice(0, 1);
    const parts = regroupBlock(blockOf('a1\nb1\na2\n', { recordCount: 3 }), { keyOf, slotCount: 500 });
    const [part] = [...kplEntries(parts, { partitionKeyOf })].map(({ data }) => data);
    const message = protobufDecode(Buffer.from(part?.subarray(4, -16) ?? [])) as Message;
    const value = Buffer.from(message.records[0]?.tags?.[0]?.value ?? '', 'base64');
    expect(value.at(-5)).toBe(4);
    const withPositions = (bytes: number[]) => {
      const tag = Buffer.concat([value.subarray(0, -5), Buffer.of(bytes.length, ...bytes)]);
      setTag(message, tag.toString('base64'));
      return carriedBlock(decodeRecord(aggregateOf(protobufEncode(message))), 'lane');
    };
    const positions = [...value.subarray(-4)];
    expect(withPositions(positions)).toMatchObject({ wire: 'kpl', recordCount: 2 });
    expect(withPositions(positions.slice(0, 3))).toBeUndefined();
    expect(withPositions([...positions, 0])).toBeUndefined();
  });

  it('returns the range if the message is only encoded differently', () => {
    expect(carriedBlock(decodeRecord(changed(() => undefined)), 'lane')?.offset).toBe(40);
  });

  it('returns undefined for every bit of the tag that is flipped, or the same range', () => {
    const { identity } = decodeAggregate(aggregate);
    const bytes = Buffer.from(identity ?? '', 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const data = changed((message) => {
        setTag(message, flipped.toString('base64'));
      });
      expect(carriedBlock(decodeRecord(data), 'lane')).toBeUndefined();
    }
  });
});
