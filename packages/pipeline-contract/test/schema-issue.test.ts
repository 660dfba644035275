import { describeIssue } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';

const inner = v.object({ name: v.string('must be a string') }, 'must be an object');
const schemas = {
  object: v.object({ inner }, 'must be an object'),
  looseObject: v.looseObject({ inner }, 'must be an object'),
  strictObject: v.strictObject({ inner }, 'must be an object'),
  objectWithRest: v.objectWithRest({ inner }, v.string('must be a string'), 'must be an object'),
};

const describeIssues = (schema: v.GenericSchema, input: unknown) =>
  v.safeParse(schema, input).issues?.map(describeIssue) ?? [];

describe.each(Object.entries(schemas))('describeIssue, in %s', (_, schema) => {
  it.each([
    [{}, 'inner is missing'],
    [{ inner: {} }, 'inner.name is missing'],
    [{ inner: 1 }, 'inner must be an object'],
    [{ inner: { name: 1 } }, 'inner.name must be a string'],
    [1, 'it must be an object'],
    [undefined, 'it must be an object'],
  ])('describes %j as: %s', (input, description) => {
    expect(describeIssues(schema, input)).toEqual([description]);
  });
});

describe('describeIssue', () => {
  it('names a field that a strict object does not have', () => {
    const input = { inner: { name: 'a' }, iner: 1 };
    expect(describeIssues(schemas.strictObject, input)).toEqual([
      'iner is unknown: remove it or correct its name',
    ]);
  });

  it('does not take the invalid key of a record for an absent field', () => {
    const schema = v.record(v.pipe(v.string(), v.minLength(2, 'must have 2 characters')), v.string());
    expect(describeIssues(schema, { a: 'b' })).toEqual(['a must have 2 characters']);
  });
});
