import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import {
  AggregateEncoder,
  BlockSplitter,
  decodeEvent,
  encodeBlock,
  zstdIsAvailable,
  type KinesisEvent,
} from '@headwaters/record-codec';
import { jsonEvents, logLines } from '@headwaters/standard-data';
import type { Contest } from './measure.js';
import { peerDecode, peerEncode } from './peer.js';

const aggregateBytes = 249_000;
const chunkBytes = 65_536;
const source = { bucket: 'bench', key: 'log200', versionId: 'v1' };

/** All that is measured against a peer by time, on 20 MB each. */
export function contests(): Contest[] {
  const log = Buffer.concat([...logLines(100_000)]);
  const events = Buffer.concat([...jsonEvents(20_000)]);
  return [
    ...aggregates('200-byte lines', log, 3),
    ...aggregates('1 KB events', events, 2.5),
    ...blocks(log),
    splitting(log),
  ];
}

function aggregates(what: string, object: Buffer, goal: number): Contest[] {
  const records = linesOf(object);
  const event = toEvent(peerEncode(records, aggregateBytes));
  const shared = { bytes: object.length, goal };
  return [
    {
      name: `KPL encode, ${what}`,
      ...shared,
      ours: () => encodeAggregates(records),
      peer: () => peerEncode(records, aggregateBytes),
    },
    { name: `KPL decode, ${what}`, ...shared, ours: () => readAll(event), peer: () => peerDecode(event) },
  ];
}

function blocks(object: Buffer): Contest[] {
  const records = linesOf(object);
  const aggregated = toEvent(peerEncode(records, aggregateBytes));
  const goals = { gzip: { encode: 0.55, decode: 1.8 }, zstd: { encode: 1.5, decode: 2.5 } };
  const compressions = zstdIsAvailable() ? (['zstd', 'gzip'] as const) : (['gzip'] as const);
  return compressions.flatMap((compression) => {
    const encode = () => [...split(object)].map((block) => encodeBlock(block, { compression }));
    const event = toEvent(encode());
    const shared = { bytes: object.length };
    return [
      {
        name: `block encode, ${compression}`,
        ...shared,
        goal: goals[compression].encode,
        ours: encode,
        peer: () => peerEncode(records, aggregateBytes),
      },
      {
        name: `block decode, ${compression}`,
        ...shared,
        goal: goals[compression].decode,
        ours: () => readAll(event),
        peer: () => peerDecode(aggregated),
      },
    ];
  });
}

function splitting(object: Buffer): Contest {
  return {
    name: 'splitting, against readline',
    bytes: object.length,
    goal: 2.5,
    ours: () => [...split(object)].length,
    peer: async () => {
      const lines = createInterface({ input: Readable.from(chunksOf(object)) });
      let count = 0;
      lines.on('line', () => count++);
      await once(lines, 'close');
      return count;
    },
  };
}

function* chunksOf(object: Buffer): Generator<Buffer> {
  for (let start = 0; start < object.length; start += chunkBytes)
    yield object.subarray(start, start + chunkBytes);
}

function* split(object: Buffer) {
  const splitter = new BlockSplitter({ source });
  for (const chunk of chunksOf(object)) yield* splitter.push(chunk);
  yield* splitter.end();
}

function encodeAggregates(records: readonly Uint8Array[]) {
  const encoder = new AggregateEncoder({ maxEntryBytes: aggregateBytes });
  const entries = [];
  for (const record of records) {
    const complete = encoder.add('key', record);
    if (complete.length > 0) entries.push(...complete);
  }
  return [...entries, ...encoder.end()];
}

function readAll(event: KinesisEvent): number {
  let byteCount = 0;
  for (const record of decodeEvent(event)) byteCount += record.bytes.length;
  return byteCount;
}

function toEvent(entries: readonly Uint8Array[]): KinesisEvent {
  return {
    Records: entries.map((data, index) => ({
      kinesis: {
        data: Buffer.from(data).toString('base64'),
        partitionKey: 'key',
        sequenceNumber: String(index),
      },
    })),
  };
}

function linesOf(object: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < object.length;) {
    const end = object.indexOf(10, start);
    lines.push(object.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
