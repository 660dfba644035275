import { describe, expect, it } from '@jest/globals';
import { readSchemaHeader } from '@headwaters/record-codec';

const uuidHex = '6b4f1f4f1d3c4f2e9b5d0a1b2c3d4e5f';
const header = (hex: string) => readSchemaHeader(Buffer.from(hex, 'hex'));

describe('readSchemaHeader', () => {
  it.each([
    ['00', false],
    ['05', true],
  ])('reads a Glue header with compression byte %s', (compression, isZlibCompressed) => {
    expect(header(`03${compression}${uuidHex}7b7d`)).toEqual({
      registry: 'glue',
      schemaVersionId: '6b4f1f4f-1d3c-4f2e-9b5d-0a1b2c3d4e5f',
      isZlibCompressed,
      payload: Buffer.from('{}'),
    });
  });

  it('reads a Confluent header', () => {
    expect(header('00ffffffff7b7d')).toEqual({
      registry: 'confluent',
      schemaId: 2 ** 32 - 1,
      payload: Buffer.from('{}'),
    });
  });

  it.each(['', '7b7d', '00000000', `0301${uuidHex}`, `0300${uuidHex.slice(2)}`])(
    'returns undefined for %s',
    (hex) => {
      expect(header(hex)).toBeUndefined();
    },
  );
});
