import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import { itWithZstd } from '../support/it-with-zstd.js';

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly value?: unknown;
  readonly error?: string;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));

describe.each(files)('decodeRecord, on the vectors in %s', (file) => {
  const vectors = JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Vector[];
  for (const vector of vectors) {
    const test = vector.name.endsWith(', zstd') ? itWithZstd : it;
    test(vector.error === undefined ? `decodes ${vector.name}` : `rejects ${vector.name}`, () => {
      expect(outcome(Buffer.from(vector.hex, 'hex'))).toEqual(vector.error ?? vector.value);
    });
  }
});

describe('the Python reader written from FORMAT.md', () => {
  it('has at most 70 lines', () => {
    const lines = readFileSync(join(__dirname, 'read_record.py'), 'utf8').split('\n');
    expect(lines.filter((line) => line !== '').length).toBeLessThanOrEqual(70);
  });

  it('decodes every vector', () => {
    expect(execFileSync('python3', ['-B', join(__dirname, 'read_vectors.py')]).toString()).toMatch(
      /^\d+ vectors decoded/,
    );
  });
});

function outcome(data: Buffer): unknown {
  try {
    return describeRecord(data);
  } catch (thrown) {
    return isRecordCodecError(thrown) ? thrown.code : thrown;
  }
}

function describeRecord(data: Buffer): object {
  const decoded = decodeRecord(data);
  if (decoded.profile === 'plain') {
    return { profile: 'plain', ...(decoded.resembles !== undefined && { resembles: decoded.resembles }) };
  }
  if (decoded.profile === 'kpl') {
    return {
      profile: 'kpl',
      records: [...decoded.records()].map(({ bytes, partitionKey, explicitHashKey }) => ({
        hex: hex(bytes),
        partitionKey,
        ...(explicitHashKey !== undefined && { explicitHashKey }),
      })),
    };
  }
  const { bytes, header, ...block } = decoded.block;
  return {
    profile: 'block',
    block: { ...block, ...(header !== undefined && { header: hex(header) }) },
    body: hex(bytes),
    records: [...decoded.records()].map((record) => ({
      hex: hex(record.bytes),
      offset: record.offset,
      lineNumber: record.lineNumber,
    })),
  };
}
