import {
  AggregateEncoder,
  BlockSplitter,
  type DecodedRecord,
  decodeRecord,
  encodeBlock,
  regroupBlock,
  zstdIsAvailable,
} from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/test-kit';

/** The data of one Kinesis record, and a summary of its decoded form. */
export interface Sample {
  readonly data: Uint8Array;
  readonly expected: string;
}

const compressions = zstdIsAvailable() ? (['gzip', 'none', 'zstd'] as const) : (['gzip', 'none'] as const);
const layouts = ['lines', 'csv', 'whole', 'framed'] as const;

/** Encodes random records in a random profile. Each resulting entry is a sample. */
export function makeSamples(random: RandomSource): Sample[] {
  return random.below(3) === 0 ? aggregateSamples(random) : blockSamples(random);
}

function aggregateSamples(random: RandomSource): Sample[] {
  const encoder = new AggregateEncoder({ maxEntryBytes: 60 + random.below(400) });
  const records = Array.from({ length: 1 + random.below(8) }, () => randomText(random, 40));
  const entries = [...records.flatMap((record) => encoder.add('key', record)), ...encoder.end()];
  const decoded = entries.map(({ data }) => ({ data, expected: summarize(decodeRecord(data)) }));
  const together = decoded.flatMap(({ expected }) => contentsOf(expected)).join();
  if (together !== records.map((record) => record.toString('hex')).join())
    throw new Error('The KPL round trip changed the records');
  return decoded;
}

function blockSamples(random: RandomSource): Sample[] {
  const layout = random.pick(layouts);
  const object = randomText(random, 200);
  const splitter = new BlockSplitter({
    source: { bucket: 'b', key: 'k', ...(random.below(2) === 0 && { versionId: 'v' }) },
    cellBytes: 1 + random.below(100),
    layout: layout === 'framed' ? 'lines' : layout,
    encoding: random.pick(['utf-8', 'utf-8', 'utf-16le', 'utf-16be']),
    ...(layout === 'csv' && { delimiter: random.pick([',', ';', '\t', '|']) }),
    ...(layout === 'csv' && random.below(2) === 0 && { header: 'first-row' }),
  });
  const cut = random.below(object.length + 1);
  const blocks = [
    ...splitter.push(object.subarray(0, cut)),
    ...splitter.push(object.subarray(cut)),
    ...splitter.end(),
  ];
  if (!Buffer.concat(blocks.map(({ bytes }) => bytes)).equals(object))
    throw new Error('The blocks do not concatenate to the object');
  const keyOf = (record: Uint8Array) => String(record[0]);
  const sent =
    layout === 'framed' ? blocks.flatMap((block) => regroupBlock(block, { keyOf, slotCount: 3 })) : blocks;
  return sent.map((block) => {
    const data = encodeBlock(block, { compression: random.pick(compressions) });
    const decoded = decodeRecord(data);
    if (decoded.profile !== 'block' || !Buffer.from(block.bytes).equals(decoded.block.bytes))
      throw new Error('The block round trip changed the bytes');
    if ([...decoded.records()].length !== block.recordCount)
      throw new Error('The reader finds another number of records than the splitter');
    return { data, expected: summarize(decoded) };
  });
}

function randomText(random: RandomSource, maxLength: number): Buffer {
  const byte = () => random.pick([0, 10, 13, 34, 44, 59, 97, random.below(256)]);
  return Buffer.from(Array.from({ length: random.below(maxLength + 1) }, byte));
}

/** Returns everything that a consumer sees of a Kinesis record, as a string. */
export function summarize(decoded: DecodedRecord): string {
  if (decoded.profile === 'plain')
    return JSON.stringify(['plain', Buffer.from(decoded.bytes).toString('hex')]);
  if (decoded.profile === 'kpl') {
    const records = [...decoded.records()];
    return JSON.stringify(['kpl', ...records.map(({ bytes, partitionKey }) => [hex(bytes), partitionKey])]);
  }
  const { bytes, ...block } = decoded.block;
  const records = [...decoded.records()];
  return JSON.stringify([
    'block',
    ...records.map((record) => [hex(record.bytes), record.offset, record.lineNumber]),
    block,
    hex(bytes),
  ]);
}

function contentsOf(expected: string): string[] {
  const [profile, ...records] = JSON.parse(expected) as [string, ...(string | [string, string])[]];
  return records.map((record) => (profile === 'plain' ? String(record) : record[0]));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
