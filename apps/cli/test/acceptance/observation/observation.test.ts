import { describe, expect, it } from '@jest/globals';
import {
  compareObservations,
  findDifferences,
  flattenFields,
} from '../../../src/acceptance/observation/observation.js';

describe('flattenFields', () => {
  it('names the fields of nested objects by their path, and keeps lists as values', () => {
    const observation = { complete: { audit: true, archive: { ok: false } }, absent: ['a', 'b'], records: 1 };
    expect(flattenFields(observation)).toEqual([
      ['complete.audit', true],
      ['complete.archive.ok', false],
      ['absent', ['a', 'b']],
      ['records', 1],
    ]);
  });
});

describe('findDifferences', () => {
  it('returns the expected fields that are missing or have another value, each with both values', () => {
    const expected = { complete: { archive: true, audit: true }, records: 1, absent: [] };
    const observed = { complete: { archive: true, audit: false }, absent: ['x'], other: 1 };
    expect(findDifferences(expected, observed)).toEqual([
      { field: 'complete.audit', expected: true, observed: false },
      { field: 'records', expected: 1, observed: null },
      { field: 'absent', expected: [], observed: ['x'] },
    ]);
  });

  it('returns nothing for the same values in another order', () => {
    expect(findDifferences({ a: { x: 1, y: 2 } }, { b: 3, a: { y: 2, x: 1 } })).toEqual([]);
  });
});

describe('compareObservations', () => {
  it('also returns the fields that only the second observation has', () => {
    expect(compareObservations({ records: 1 }, { records: 1, failures: { audit: 2 } })).toEqual([
      { field: 'failures.audit', expected: null, observed: 2 },
    ]);
  });
});
