import { describe, expect, it } from '@jest/globals';
import { parseXml } from '../../../src/s3/protocol/xml.js';

const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
const refusal = expect.objectContaining({ code: 'MalformedXML', status: 400 });

describe('parseXml', () => {
  it('accepts 32 levels', () => {
    expect(() => parseXml(nested(32), 'a')).not.toThrow();
  });

  it.each([33, 1_000, 100_000])('refuses %i levels with MalformedXML', (depth) => {
    expect(() => parseXml(nested(depth), 'a')).toThrow(refusal);
  });

  it('reads line ends as one line feed each', () => {
    expect(parseXml('<a><b>1\r\n2\r3</b></a>', 'a').text('b')).toBe('1\n2\n3');
  });
});
