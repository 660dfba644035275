import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import {
  AggregateEncoder,
  BlockSplitter,
  type KinesisEvent,
  decodeEvent,
  encodeBlock,
  kplEntries,
  plainEntries,
  zstdIsAvailable,
} from '@headwaters/record-codec';
import { jsonEvents, logLines } from '@headwaters/test-kit';
import type { Comparison } from './measure.js';
import { peerDecode, peerEncode } from './peer.js';

const aggregateBytes = 249_000;
const chunkBytes = 65_536;
const source = { bucket: 'bench', key: 'log200', versionId: 'v1' };

type Prepared = Omit<Comparison, 'name' | 'goal'>;

/** Every comparison of speed, on 20 MB of data each. `prepare` makes the data. */
const comparisons: readonly { name: string; goal: number; prepare: () => Prepared }[] = [
  { name: 'KPL encode, 200-byte lines', goal: 3, prepare: () => aggregateEncoding(log200()) },
  { name: 'KPL decode, 200-byte lines', goal: 3, prepare: () => aggregateDecoding(log200()) },
  { name: 'KPL encode, 1 KB events', goal: 2.5, prepare: () => aggregateEncoding(events1k()) },
  { name: 'KPL decode, 1 KB events', goal: 2.5, prepare: () => aggregateDecoding(events1k()) },
  { name: 'block encode, zstd', goal: 1.5, prepare: () => blockEncoding(log200(), 'zstd') },
  { name: 'block decode, zstd', goal: 2.5, prepare: () => blockDecoding(log200(), 'zstd') },
  { name: 'block encode, gzip', goal: 0.55, prepare: () => blockEncoding(log200(), 'gzip') },
  { name: 'block decode, gzip', goal: 1.8, prepare: () => blockDecoding(log200(), 'gzip') },
  { name: 'wire kpl encode, 200-byte lines', goal: 1, prepare: () => wireEncoding(log200(), 'kpl') },
  { name: 'wire kpl decode, 200-byte lines', goal: 1.5, prepare: () => wireDecoding(log200(), 'kpl') },
  { name: 'wire plain encode, 200-byte lines', goal: 0.5, prepare: () => wireEncoding(log200(), 'plain') },
  { name: 'splitting, against readline', goal: 2.5, prepare: () => splitting(log200()) },
];

/** Names of the comparisons that the running Node.js supports. */
export const comparisonNames: readonly string[] = comparisons
  .map(({ name }) => name)
  .filter((name) => zstdIsAvailable() || !name.endsWith('zstd'));

/** Prepares one comparison. @throws RangeError if the name is unknown. */
export function prepareComparison(name: string): Comparison {
  const found = comparisons.find((entry) => entry.name === name);
  if (found === undefined) throw new RangeError(`Unknown comparison "${name}".`);
  return { name, goal: found.goal, ...found.prepare() };
}

function log200(): Buffer {
  return Buffer.concat([...logLines(100_000)]);
}

function events1k(): Buffer {
  return Buffer.concat([...jsonEvents(20_000)]);
}

function aggregateEncoding(object: Buffer): Prepared {
  const records = linesOf(object);
  return {
    bytes: object.length,
    ours: () => encodeAggregates(records),
    peer: () => peerEncode(records, aggregateBytes),
  };
}

function aggregateDecoding(object: Buffer): Prepared {
  const event = toEvent(peerEncode(linesOf(object), aggregateBytes));
  return { bytes: object.length, ours: () => readAll(event), peer: () => peerDecode(event) };
}

/** Both sides start from the object's bytes and find the records themselves. */
function blockEncoding(object: Buffer, compression: 'zstd' | 'gzip'): Prepared {
  return {
    bytes: object.length,
    ours: () => encodeBlocks(object, compression),
    peer: () => peerEncode(linesOf(object), aggregateBytes),
  };
}

function blockDecoding(object: Buffer, compression: 'zstd' | 'gzip'): Prepared {
  const event = toEvent(encodeBlocks(object, compression));
  const aggregated = toEvent(peerEncode(linesOf(object), aggregateBytes));
  return { bytes: object.length, ours: () => readAll(event), peer: () => peerDecode(aggregated) };
}

/** As {@link blockEncoding}, with the wires that other programs read. */
function wireEncoding(object: Buffer, wire: 'kpl' | 'plain'): Prepared {
  return {
    bytes: object.length,
    ours: () => wireEntries(object, wire).length,
    peer: () => peerEncode(linesOf(object), aggregateBytes),
  };
}

function wireDecoding(object: Buffer, wire: 'kpl' | 'plain'): Prepared {
  const event = toEvent(wireEntries(object, wire).map(({ data }) => data));
  const aggregated = toEvent(peerEncode(linesOf(object), aggregateBytes));
  return { bytes: object.length, ours: () => readAll(event), peer: () => peerDecode(aggregated) };
}

function wireEntries(object: Buffer, wire: 'kpl' | 'plain') {
  return [...split(object)].flatMap((block) =>
    wire === 'kpl'
      ? [...kplEntries([block], { partitionKeyOf: () => 'key' })]
      : [...plainEntries(block, { blockKey: 'key', lanes: 'shared' })],
  );
}

function splitting(object: Buffer): Prepared {
  return {
    bytes: object.length,
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

function encodeBlocks(object: Buffer, compression: 'zstd' | 'gzip'): Uint8Array[] {
  return [...split(object)].map((block) => encodeBlock(block, { compression }));
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
