// Usage: node packages/record-codec/test/vectors/make-vectors.mjs   (Node >= 22.15; build the package first)
// Writes the vectors next to this file. Never rewrite those of a released format version: see README.md.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  BlockSplitter,
  decodeRecord,
  encodeBlock,
  jsonPointerKey,
  regroupBlock,
} from '@headwaters/record-codec';

const require = createRequire(import.meta.url);
/**
 * @typedef {{ partitionKey: string, explicitHashKey?: string, data: Buffer }} PeerRecord
 * @typedef {{ RecordAggregator: new () => { addUserRecord(record: PeerRecord): void, build(): { data: Buffer } } }} Peer
 * @typedef {{ fromObject(value: object): object, encode(message: object): { finish(): Uint8Array } }} MessageType
 * @typedef {{ parse(text: string, options: object): { root: { lookupType(name: string): MessageType } } }} Protobuf
 */
/** @type {unknown} */
const peerModule = require('aws-kinesis-agg');
const peer = /** @type {Peer} */ (peerModule);
/** @type {unknown} */
const protobufModule = createRequire(require.resolve('aws-kinesis-agg'))('protobufjs');
const protobuf = /** @type {Protobuf} */ (protobufModule);

const source = { bucket: 'uploads', key: 'logs/2026 11/é+&.csv', versionId: 'v1' };
const hex = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex');

/**
 * @param {import('@headwaters/record-codec').BlockSplitterOptions} options
 * @param {string} text
 */
function split(options, text, encoding = 'utf-8') {
  const splitter = new BlockSplitter(options);
  const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
  return [...splitter.push(encoding === 'utf-16be' ? bytes.swap16() : bytes), ...splitter.end()];
}

/**
 * @param {import('@headwaters/record-codec').BlockSplitterOptions} options
 * @param {string} text
 */
function splitFirst(options, text, encoding = 'utf-8') {
  const [block] = split(options, text, encoding);
  if (block === undefined) throw new Error('no block');
  return block;
}

const lines = split({ source, cellBytes: 64 }, 'one line\r\n\nand another\n'.repeat(6) + 'no end');
const csv = split(
  {
    source,
    cellBytes: 40,
    layout: 'csv',
    header: 'first-row',
    contentType: 'text/csv',
    schemaId: 'orders:3',
  },
  'id,text\n1,"two\nlines"\n2,"a ""quote"""\n3,plain\n',
);
const whole = splitFirst({ source: { bucket: 'b', key: 'k' }, layout: 'whole' }, '{"a":\n1}\n');
const reference = splitFirst({ source }, 'x'.repeat(1_500_000));
const events = splitFirst(
  { source },
  ['a', 'b', 'a', 'c'].map((id, n) => JSON.stringify({ id, n }) + '\n').join(''),
);
const framed = regroupBlock(events, {
  slotCount: 2,
  keyOf: jsonPointerKey('/id'),
});
const blocks = { lines, csv, whole: [whole], reference: [reference], framed };

/** @param {Record<string, import('@headwaters/record-codec').Block[]>} named */
function vectorsOf(named) {
  return ['gzip', 'none', 'zstd'].flatMap((compression) =>
    Object.entries(named).flatMap(([name, list]) =>
      list.map((block, index) => {
        const data = encodeBlock(block, { compression: /** @type {'gzip'} */ (compression) });
        return { name: `${name} ${String(index)}, ${compression}`, hex: hex(data), value: describe(data) };
      }),
    ),
  );
}

const blockVectors = vectorsOf(blocks);

const stray = 'part,label\np0,hose 5" long\r\np1,"2"" pipe\nblue"x\np2,4" x 6"\n';
const wideHeader = Array.from({ length: 420 }, (_, index) => `sensor_${String(index)}`).join(',') + '\n';
const utf16 = '\ufeff"a\nĊ";b\r\nČ 5";"x;\n""y"""\n😀;"open\n';

/**
 * @param {number} offset
 * @param {Uint8Array | import('@headwaters/record-codec').HeaderReference} header
 */
function continued(offset, header) {
  return split({ source, layout: 'csv', header, start: { offset, lineNumber: 2 } }, '1,2\n');
}

const textBlocks = {
  'csv with quotes inside fields': split({ source, cellBytes: 20, layout: 'csv' }, stray),
  'csv with a byte order mark': split({ source, cellBytes: 4, layout: 'csv' }, '\ufeff"a\nb",c\n\ufeff"d\n'),
  'csv with semicolons': split({ source, layout: 'csv', delimiter: ';' }, 'a;"b\n;c",d\ne,"f;\n'),
  'csv with a deflated header': continued(wideHeader.length, Buffer.from(wideHeader)),
  'csv with a header that is named': continued(70_000, { length: 70_000, crc32: 0x89abcdef }),
  'lines in UTF-16LE': split({ source, cellBytes: 11, encoding: 'utf-16le' }, utf16, 'utf-16le'),
  'csv in UTF-16BE': split(
    { source, cellBytes: 9, layout: 'csv', delimiter: ';', encoding: 'utf-16be', header: 'first-row' },
    utf16,
    'utf-16be',
  ),
  'framed UTF-16LE': regroupBlock(splitFirst({ source, encoding: 'utf-16le' }, utf16, 'utf-16le'), {
    slotCount: 2,
    keyOf: (record) => String(record.length),
  }),
};
const textVectors = vectorsOf(textBlocks);
const valid = Buffer.from(encodeBlock(whole, { compression: 'gzip' }));
const damage = [
  ['signature', 1],
  ['header lengths', 10],
  ['metadata', 30],
  ['body', valid.length - 20],
].map(([what, at]) => {
  const damaged = Buffer.from(valid);
  damaged.writeUInt8(damaged.readUInt8(Number(at)) ^ 0xff, Number(at));
  return { name: `damaged ${String(what)}`, hex: hex(damaged), error: 'HEADWATERS_RECORD_CORRUPT' };
});

function describe(/** @type {Uint8Array} */ data) {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  const { bytes, header, ...block } = decoded.block;
  const records = [...decoded.records()].map((record) => ({
    hex: hex(record.bytes),
    offset: record.offset,
    lineNumber: record.lineNumber,
  }));
  return {
    profile: 'block',
    block: { ...block, ...(header && { header: hex(header) }) },
    body: hex(bytes),
    records,
  };
}

const records = [
  { partitionKey: 'alpha', data: Buffer.from('one') },
  { partitionKey: 'beta', data: Buffer.from('two'), explicitHashKey: '42' },
  { partitionKey: 'alpha', data: Buffer.from([0, 255, 10]) },
];
const aggregator = new peer.RecordAggregator();
for (const record of records) aggregator.addUserRecord({ ...record });
const byPeer = {
  name: 'made by aws-kinesis-agg',
  hex: hex(aggregator.build().data),
  value: { profile: 'kpl', records: records.map(plainRecord) },
};

function plainRecord(
  /** @type {{ data: Buffer, partitionKey: string, explicitHashKey?: string }} */ { data, ...keys },
) {
  return { hex: hex(data), ...keys };
}

const proto = readFileSync(join(import.meta.dirname, 'aggregated-record.proto'), 'utf8');
const type = protobuf.parse(proto, { keepCase: true }).root.lookupType('AggregatedRecord');

function byProtobuf(/** @type {string} */ name, /** @type {object} */ message, /** @type {object} */ rest) {
  const bytes = type.encode(type.fromObject(message)).finish();
  const digest = createHash('md5').update(bytes).digest();
  return { name: `${name}, made by protobufjs`, hex: `f3899ac2${hex(bytes)}${hex(digest)}`, ...rest };
}

const aggregateVectors = [
  byPeer,
  byProtobuf(
    'records with tags',
    {
      partition_key_table: ['k'],
      records: [
        {
          partition_key_index: 0,
          data: Buffer.from('tagged'),
          tags: [{ key: 'a', value: 'b' }, { key: 'c' }],
        },
      ],
    },
    { value: { profile: 'kpl', records: [{ hex: hex(Buffer.from('tagged')), partitionKey: 'k' }] } },
  ),
  byProtobuf(
    'numeric, prototype and other than ASCII keys, an empty record',
    {
      partition_key_table: ['9', '1', '__proto__', 'é'],
      records: [0, 1, 2, 3].map((index) => ({ partition_key_index: index, data: Buffer.alloc(0) })),
    },
    {
      value: {
        profile: 'kpl',
        records: ['9', '1', '__proto__', 'é'].map((partitionKey) => ({ hex: '', partitionKey })),
      },
    },
  ),
  byProtobuf('no records', {}, { value: { profile: 'kpl', records: [] } }),
  byProtobuf(
    'a key in no table',
    { partition_key_table: ['k'], records: [{ partition_key_index: 1, data: Buffer.from('a') }] },
    { error: 'HEADWATERS_RECORD_CORRUPT' },
  ),
  {
    name: 'only the magic',
    hex: 'f3899ac2' + '00'.repeat(20),
    value: { profile: 'plain', resembles: 'kpl' },
  },
];

const plainVectors = ['', '7b7d', hex(gzipSync('gzip of others')), '28b52ffd0458090000610a7b2cb6a8'].map(
  (data) => ({
    name: `plain ${data.slice(0, 8)}`,
    hex: data,
    value: { profile: 'plain' },
  }),
);

const files = {
  'block-format-1': [...blockVectors, ...damage],
  'block-format-1-text': textVectors,
  kpl: aggregateVectors,
  plain: plainVectors,
};
for (const [name, vectors] of Object.entries(files)) {
  writeFileSync(join(import.meta.dirname, `${name}.json`), JSON.stringify(vectors, null, 1) + '\n');
}
