import { createHash } from 'node:crypto';
import { type CsvDelimiter, type UploadRule, defaultMaxExpansionRatio } from '@headwaters/pipeline-contract';
import { detectDelimiter, detectEncoding, unpackInput } from '@headwaters/record-codec';
import { type RecordRules, RecordSplitter } from './record-splitter.js';

/** Content of a file, unpacked if it is packed. Every consumer must end up with the same. */
export interface ContentMeasure {
  readonly bytes: number;
  /** Includes a last record without a line end. */
  readonly records: number;
  /** In hex. */
  readonly sha256: string;
}

/** How the producer reads a file: the part of an upload rule that decides about its records. */
export type ContentRules = Pick<
  UploadRule,
  'recordLayout' | 'csvDelimiter' | 'encoding' | 'binary' | 'maxExpansionRatio'
>;

/** Lines of UTF-8: the rules of a producer without settings. */
export const lineRules: ContentRules = {
  recordLayout: 'lines',
  csvDelimiter: ',',
  encoding: 'utf-8',
  binary: false,
  maxExpansionRatio: defaultMaxExpansionRatio,
};

/**
 * Measures the content of a file, chunk by chunk.
 *
 * @param onRecord - Called with each record and its terminator, in order. The bytes may be overwritten afterwards.
 * @throws the codec's error if the file is packed and damaged.
 */
export async function measureContent(
  file: AsyncIterable<Uint8Array>,
  rules: ContentRules = lineRules,
  onRecord: (record: Uint8Array) => void = () => undefined,
): Promise<ContentMeasure> {
  const hash = createHash('sha256');
  let [bytes, records] = [0, 0];
  let splitter: RecordSplitter | undefined;
  for await (const chunk of withStart(
    rules.binary ? file : unpackInput(file, { maxRatio: rules.maxExpansionRatio }),
  )) {
    splitter ??= new RecordSplitter(recordRules(chunk, rules), (record) => {
      records++;
      onRecord(record);
    });
    hash.update(chunk);
    splitter.add(chunk);
    bytes += chunk.length;
  }
  splitter?.end();
  return { bytes, records, sha256: hash.digest('hex') };
}

/** Bytes at the start of a file by which the producer recognizes a delimiter and an encoding, if its cells are not smaller. */
const startBytes = 65_536;

/** Joins the chunks at the start, so that the first one has at least `startBytes` if the file has. */
async function* withStart(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (start === undefined) yield chunk;
    else {
      start = Buffer.concat([start, chunk]);
      if (start.length < startBytes) continue;
      yield start;
      start = undefined;
    }
  }
  if (start !== undefined && start.length > 0) yield start;
}

function recordRules(start: Uint8Array, { recordLayout, csvDelimiter, encoding }: ContentRules): RecordRules {
  const characters = encoding === 'utf-8' ? 'utf-8' : charactersOf(start, encoding);
  return { recordLayout, characters, delimiter: delimiterOf(start, { csvDelimiter, encoding: characters }) };
}

function charactersOf(start: Uint8Array, encoding: 'utf-16' | 'auto'): RecordRules['characters'] {
  const detected = detectEncoding(start);
  return encoding === 'utf-16' && detected === 'utf-8' ? 'utf-16le' : detected;
}

function delimiterOf(
  start: Uint8Array,
  { csvDelimiter, encoding }: { csvDelimiter: CsvDelimiter; encoding: RecordRules['characters'] },
): string {
  if (csvDelimiter === 'auto') return detectDelimiter(start, { encoding });
  return csvDelimiter === 'tab' ? '\t' : csvDelimiter;
}
