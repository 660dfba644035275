import { describe, expect, test } from '@jest/globals';
import { matchPattern } from '../../src/filter/filter-pattern.js';

const event = {
  City: 'Paris',
  Empty: '',
  Nothing: null,
  Size: 5,
  Tags: ['red', 'Blue'],
  Inner: { Name: 'abc.txt' },
};

describe('matchPattern', () => {
  test.each([
    ['equal', { City: ['Rome', 'Paris'] }, { City: ['paris'] }],
    [
      'equal whatever the case',
      { City: [{ 'equals-ignore-case': 'PARIS' }] },
      { City: [{ 'equals-ignore-case': 'Rome' }] },
    ],
    ['empty', { Empty: [''] }, { City: [''] }],
    ['null', { Nothing: [null] }, { City: [null] }],
    ['and', { City: ['Paris'], Size: [5] }, { City: ['Paris'], Size: [6] }],
    ['or', { $or: [{ City: ['Rome'] }, { Size: [5] }] }, { $or: [{ City: ['Rome'] }, { Size: [6] }] }],
    ['not', { City: [{ 'anything-but': ['Rome'] }] }, { City: [{ 'anything-but': ['Paris', 'Rome'] }] }],
    [
      'not, of what is not there',
      { City: [{ 'anything-but': 'Rome' }] },
      { Street: [{ 'anything-but': 'Rome' }] },
    ],
    [
      'not beginning with',
      { City: [{ 'anything-but': { prefix: 'R' } }] },
      { City: [{ 'anything-but': { prefix: 'P' } }] },
    ],
    ['numerically equal', { Size: [{ numeric: ['=', 5] }] }, { Size: [{ numeric: ['=', 5.1] }] }],
    ['above', { Size: [{ numeric: ['>=', 5] }] }, { Size: [{ numeric: ['>', 5] }] }],
    ['within a range', { Size: [{ numeric: ['>', 4, '<=', 5] }] }, { Size: [{ numeric: ['>', 4, '<', 5] }] }],
    ['a number, not its digits', { Size: [5] }, { Size: ['5'] }],
    ['there', { City: [{ exists: true }] }, { City: [{ exists: false }] }],
    ['not there', { Street: [{ exists: false }] }, { Street: [{ exists: true }] }],
    ['beginning with', { City: [{ prefix: 'Pa' }] }, { City: [{ prefix: 'pa' }] }],
    ['ending with', { Inner: { Name: [{ suffix: '.txt' }] } }, { Inner: { Name: [{ suffix: '.csv' }] } }],
    ['one of a list', { Tags: ['red'] }, { Tags: ['green'] }],
  ])('takes what is %s and nothing else', (_, matching, other) => {
    expect(matchPattern(matching, event)).toBe(true);
    expect(matchPattern(other, event)).toBe(false);
  });

  test.each([
    ['a comparison that there is not', { City: [{ sounds: 'like' }] }],
    ['rules that are no list', { City: 'Paris' }],
    ['an $or that is no list', { $or: { City: ['Paris'] } }],
    ['a relation that there is not', { Size: [{ numeric: ['~', 5] }] }],
  ])('refuses %s', (_, pattern) => {
    expect(() => matchPattern(pattern, event)).toThrow(SyntaxError);
  });
});
