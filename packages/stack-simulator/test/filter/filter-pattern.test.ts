import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../src/filter/filter-pattern.js';

const event = {
  City: 'Paris',
  Empty: '',
  Nothing: null,
  Size: 5,
  Tags: ['red', 'Blue'],
  Inner: { Name: 'abc.txt' },
};

const match = (pattern: Readonly<Record<string, unknown>>, value: unknown) =>
  compilePattern(pattern, 'lambda')(value);

describe('compilePattern', () => {
  it.each([
    ['equal', { City: ['Rome', 'Paris'] }, { City: ['paris'] }],
    [
      'equal, ignoring case',
      { City: [{ 'equals-ignore-case': 'PARIS' }] },
      { City: [{ 'equals-ignore-case': 'Rome' }] },
    ],
    ['empty', { Empty: [''] }, { City: [''] }],
    ['null', { Nothing: [null] }, { City: [null] }],
    ['and', { City: ['Paris'], Size: [5] }, { City: ['Paris'], Size: [6] }],
    ['or', { $or: [{ City: ['Rome'] }, { Size: [5] }] }, { $or: [{ City: ['Rome'] }, { Size: [6] }] }],
    [
      'not equal',
      { City: [{ 'anything-but': ['Rome'] }] },
      { City: [{ 'anything-but': ['Paris', 'Rome'] }] },
    ],
    [
      'present and not equal',
      { City: [{ 'anything-but': 'Rome' }] },
      { Street: [{ 'anything-but': 'Rome' }] },
    ],
    ['numerically equal', { Size: [{ numeric: ['=', 5] }] }, { Size: [{ numeric: ['=', 5.1] }] }],
    ['greater or equal', { Size: [{ numeric: ['>=', 5] }] }, { Size: [{ numeric: ['>', 5] }] }],
    ['within a range', { Size: [{ numeric: ['>', 4, '<=', 5] }] }, { Size: [{ numeric: ['>', 4, '<', 5] }] }],
    ['a number, not a numeric string', { Size: [5] }, { Size: ['5'] }],
    ['present', { City: [{ exists: true }] }, { City: [{ exists: false }] }],
    ['absent', { Street: [{ exists: false }] }, { Street: [{ exists: true }] }],
    ['prefixed', { City: [{ prefix: 'Pa' }] }, { City: [{ prefix: 'pa' }] }],
    ['suffixed', { Inner: { Name: [{ suffix: '.txt' }] } }, { Inner: { Name: [{ suffix: '.csv' }] } }],
    ['one of a list', { Tags: ['red'] }, { Tags: ['green'] }],
  ])('matches a value that is %s, and no other', (_, matching, other) => {
    expect(match(matching, event)).toBe(true);
    expect(match(other, event)).toBe(false);
  });

  it.each([
    ['an unknown comparison', { City: [{ sounds: 'like' }] }],
    ['rules that are not a list', { City: 'Paris' }],
    ['an $or that is not a list', { $or: { City: ['Paris'] } }],
    ['an unknown numeric operator', { Size: [{ numeric: ['~', 5] }] }],
  ])('rejects %s', (_, pattern) => {
    expect(() => match(pattern, event)).toThrow(SyntaxError);
  });
});
