import { describe, expect, it } from '@jest/globals';
import { printable } from '../../src/command-line/printable.js';

describe('printable', () => {
  it('escapes control characters and characters that change the direction of text', () => {
    expect(printable('a\u001b[2Jb\u0007\r\n\u009bc\u202ed\u2066')).toBe(
      'a\\u001b[2Jb\\u0007\\u000d\\u000a\\u009bc\\u202ed\\u2066',
    );
  });

  it('leaves every other character unchanged', () => {
    expect(printable('s3://bucket/ä €😀.txt')).toBe('s3://bucket/ä €😀.txt');
  });
});
