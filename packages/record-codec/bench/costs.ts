import {
  AggregateEncoder,
  BlockSplitter,
  type KinesisEntry,
  blockId,
  encodeBlock,
  entryBytes,
  kplEntries,
  plainEntries,
  putPayloadUnitBytes,
  zstdIsAvailable,
} from '@headwaters/record-codec';
import { logLineBytes, logLines } from '@headwaters/test-kit';

const lineCount = 1_000_000;
const source = { bucket: 'bench', key: 'log200', versionId: 'v1' };

/** Price of a PUT payload unit in us-east-1, provisioned mode. Source: the Kinesis pricing page, read on 2026-11-23. */
const dollarsPerUnit = 0.014 / 1_000_000;

/** Cost of sending one million 200-byte log lines in one format. */
export interface Cost {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  readonly units: number;
  readonly dollars: number;
}

/** Calculates the cost of the same million lines in every format. */
export function* calculateCosts(): Generator<Cost> {
  yield countCost('one record per line', singleLines());
  for (const maxEntryBytes of [51_200, 250_000])
    yield countCost(`KPL at ${maxEntryBytes} B`, aggregatedLines(maxEntryBytes));
  for (const wire of ['kpl', 'plain'] as const) yield countCost(`wire ${wire}`, wireEntries(wire));
  for (const compression of zstdIsAvailable() ? (['gzip', 'zstd'] as const) : (['gzip'] as const)) {
    yield countCost(`block, ${compression}`, blocks(compression));
  }
}

function countCost(name: string, entries: Iterable<KinesisEntry>): Cost {
  let [records, bytes, units] = [0, 0, 0];
  for (const { partitionKey, data } of entries) {
    const addedBytes = entryBytes({ partitionKey, data });
    records++;
    bytes += addedBytes;
    units += Math.ceil(addedBytes / putPayloadUnitBytes);
  }
  return { name, records, bytes, units, dollars: units * dollarsPerUnit };
}

function* singleLines(): Generator<KinesisEntry> {
  const partitionKey = blockId({ source, offset: 0 });
  for (const chunk of logLines(lineCount)) {
    for (let start = 0; start < chunk.length; start += logLineBytes) {
      yield { partitionKey, data: chunk.subarray(start, start + logLineBytes) };
    }
  }
}

function* aggregatedLines(maxEntryBytes: number): Generator<KinesisEntry> {
  const encoder = new AggregateEncoder({ maxEntryBytes });
  for (const { partitionKey, data } of singleLines()) yield* encoder.add(partitionKey, data);
  yield* encoder.end();
}

/** What the producer sends with another wire than `block`, in the order of the object. */
function* wireEntries(wire: 'kpl' | 'plain'): Generator<KinesisEntry> {
  const splitter = new BlockSplitter({ source });
  const blockKey = blockId({ source, offset: 0 });
  const entriesOf = (block: Parameters<typeof encodeBlock>[0]) =>
    wire === 'kpl'
      ? kplEntries([block], { partitionKeyOf: () => blockKey })
      : plainEntries(block, { blockKey, lanes: 'shared' });
  for (const chunk of logLines(lineCount)) for (const block of splitter.push(chunk)) yield* entriesOf(block);
  for (const block of splitter.end()) yield* entriesOf(block);
}

function* blocks(compression: 'gzip' | 'zstd'): Generator<KinesisEntry> {
  const splitter = new BlockSplitter({ source });
  const toEntry = (block: Parameters<typeof encodeBlock>[0]) => ({
    partitionKey: blockId({ source, offset: 0 }),
    data: encodeBlock(block, { compression }),
  });
  for (const chunk of logLines(lineCount)) yield* splitter.push(chunk).map(toEntry);
  yield* splitter.end().map(toEntry);
}
