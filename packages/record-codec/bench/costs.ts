import {
  AggregateEncoder,
  BlockSplitter,
  type KinesisEntry,
  blockId,
  encodeBlock,
  putPayloadUnitBytes,
  zstdIsAvailable,
} from '@headwaters/record-codec';
import { logLineBytes, logLines } from '@headwaters/test-kit';

const lineCount = 1_000_000;
const source = { bucket: 'bench', key: 'log200', versionId: 'v1' };

/** us-east-1, provisioned mode, per PUT payload unit. Source: the Kinesis pricing page, read 2026-11-23. */
const dollarsPerUnit = 0.014 / 1_000_000;

/** What one million log200 lines cost, sent in one way. */
export interface Cost {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  readonly units: number;
  readonly dollars: number;
}

/** The same million lines, sent in every way there is. */
export function* costs(): Generator<Cost> {
  yield count('a line a record', linesAlone());
  for (const maxEntryBytes of [51_200, 250_000])
    yield count(`KPL at ${maxEntryBytes} B`, inAggregates(maxEntryBytes));
  for (const compression of zstdIsAvailable() ? (['gzip', 'zstd'] as const) : (['gzip'] as const)) {
    yield count(`block, ${compression}`, inBlocks(compression));
  }
}

function count(name: string, entries: Iterable<KinesisEntry>): Cost {
  let [records, bytes, units] = [0, 0, 0];
  for (const { partitionKey, data } of entries) {
    const entryBytes = data.length + Buffer.byteLength(partitionKey);
    records++;
    bytes += entryBytes;
    units += Math.ceil(entryBytes / putPayloadUnitBytes);
  }
  return { name, records, bytes, units, dollars: units * dollarsPerUnit };
}

function* linesAlone(): Generator<KinesisEntry> {
  const partitionKey = blockId({ source, offset: 0 });
  for (const chunk of logLines(lineCount)) {
    for (let start = 0; start < chunk.length; start += logLineBytes) {
      yield { partitionKey, data: chunk.subarray(start, start + logLineBytes) };
    }
  }
}

function* inAggregates(maxEntryBytes: number): Generator<KinesisEntry> {
  const encoder = new AggregateEncoder({ maxEntryBytes });
  for (const { partitionKey, data } of linesAlone()) yield* encoder.add(partitionKey, data);
  yield* encoder.end();
}

function* inBlocks(compression: 'gzip' | 'zstd'): Generator<KinesisEntry> {
  const splitter = new BlockSplitter({ source });
  const toEntry = (block: Parameters<typeof encodeBlock>[0]) => ({
    partitionKey: blockId({ source, offset: 0 }),
    data: encodeBlock(block, { compression }),
  });
  for (const chunk of logLines(lineCount)) yield* splitter.push(chunk).map(toEntry);
  yield* splitter.end().map(toEntry);
}
