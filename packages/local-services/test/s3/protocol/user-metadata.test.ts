import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeMetadata, encodeMetadata } from '../../../src/s3/protocol/user-metadata.js';

/** The bytes of a header, one per character, as Node returns them. */
const bytesOf = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('encodeMetadata', () => {
  it.each([
    ['ÄMÄZÕÑ S3', '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?='],
    [
      'test_—_file%E2%80%94_é_2👑.pdf',
      '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=F0=9F=91=91.pdf?=',
    ],
    ['test_—_file%E2%80%94_é_2?.pdf', '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?='],
    ['\0\u0001\u0002\u0003\u0004', '=?UTF-8?B?AAECAwQ=?='],
    ['\ufffd'.repeat(7), '=?UTF-8?B?77+977+977+977+977+977+977+9?='],
    ['=?UTF-8?Q?actually-ascii?=', '=?UTF-8?Q?actually-ascii?='],
    [' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t', ' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t'],
  ])('returns %j as LocalStack recorded: %s', (text, header) => {
    expect(encodeMetadata(text)).toBe(header);
  });

  it('makes words of at most 75 characters, which decode to the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const header = encodeMetadata(text);
        const words = header === text ? [] : header.split(' ');
        expect(words.filter((word) => word.length > 75)).toEqual([]);
        expect(header).toMatch(/^[\t -~]*$/);
        if (words.length > 0) expect(decodeMetadata(header)).toBe(text);
      }),
    );
  });
});

describe('decodeMetadata', () => {
  it.each([
    ['=?UTF-8?Q?actually-ascii?=', 'actually-ascii'],
    ['=?UTF-8?B?YWJj?=', 'abc'],
    ['=?utf-8?q?=C3=84_b?= =?UTF-8?B?YWJj?=', 'Ä babc'],
    ['a =?UTF-8?B?YWJj?=', 'a =?UTF-8?B?YWJj?='],
    [bytesOf('Zoë'), 'Zoë'],
    ['Zo\u00eb', 'Zoë'],
  ])('reads %j as %j', (header, text) => {
    expect(decodeMetadata(header)).toBe(text);
  });
});
