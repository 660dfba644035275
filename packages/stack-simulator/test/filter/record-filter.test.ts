import { describe, expect, it } from '@jest/globals';
import { RecordFilter } from '../../src/filter/record-filter.js';

/** The rows of https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html: body of the message, body of the pattern. */
describe('RecordFilter', () => {
  const passes = (body: string, pattern: object) =>
    new RecordFilter([JSON.stringify(pattern)], 'body').passes(body);

  it.each([
    ['a string by a pattern of a string', 'plain', { body: ['plain'] }, true],
    ['another string not', 'other', { body: ['plain'] }, false],
    ['a string by a pattern without body', 'plain', {}, true],
    ['a string not by a pattern of JSON', 'plain', { body: { a: [{ exists: false }] } }, false],
    ['JSON not by a pattern of a string', '{"a":1}', { body: [{ 'anything-but': 'x' }] }, false],
    ['JSON by a pattern without body', '{"a":1}', {}, true],
    ['JSON by a pattern of JSON', '{"a":1}', { body: { a: [1] } }, true],
    ['other JSON not', '{"a":2}', { body: { a: [1] } }, false],
  ])('passes %s', (_, body, pattern, expected) => {
    expect(passes(body, pattern)).toBe(expected);
  });

  it('passes everything without patterns, and what one of several matches', () => {
    expect(new RecordFilter([], 'body').passes('x')).toBe(true);
    const several = new RecordFilter(['{"body":["a"]}', '{"body":["b"]}'], 'body');
    expect(['a', 'b', 'c'].map((body) => several.passes(body))).toEqual([true, true, false]);
  });
});
