import { describe, expect, it } from '@jest/globals';
import { Attributes, Evaluator, type JsonObject } from '@headwaters/terraform-reader';

const read = (attributes: JsonObject) =>
  Attributes.of(
    { address: 'aws_thing.t', type: 'aws_thing', name: 't', attributes },
    new Evaluator({
      resources: new Map(),
      dataSources: new Map(),
      variableDefaults: { count: 3 },
      locals: {},
    }),
  );

describe('Attributes', () => {
  it('evaluates expressions', () => {
    expect(read({ count: '${var.count}' }).optionalNumber('count')).toBe(3);
  });

  it('returns undefined, false or an empty list for absent and null attributes', () => {
    const attributes = read({ text: null });
    expect(attributes.optionalString('text')).toBeUndefined();
    expect(attributes.optionalNumber('number')).toBeUndefined();
    expect(attributes.boolean('flag')).toBe(false);
    expect(attributes.strings('list')).toEqual([]);
  });

  it('accepts numbers and booleans in strings', () => {
    const attributes = read({ number: '1.5', flag: 'true' });
    expect(attributes.optionalNumber('number')).toBe(1.5);
    expect(attributes.boolean('flag')).toBe(true);
  });

  it.each([
    ['string', () => read({}).string('name'), 'aws_thing.t.name must be a string.'],
    ['optionalString', () => read({ name: 1 }).optionalString('name'), 'aws_thing.t.name must be a string.'],
    ['optionalNumber', () => read({ n: 'many' }).optionalNumber('n'), 'aws_thing.t.n must be a number.'],
    ['boolean', () => read({ flag: 'yes' }).boolean('flag'), 'aws_thing.t.flag must be true or false.'],
    ['strings', () => read({ list: [1] }).strings('list'), 'aws_thing.t.list must be a list of strings.'],
  ])('%s rejects a value of another type and names the attribute', (_, reading, message) => {
    expect(reading).toThrow(
      expect.objectContaining({ message, code: 'SIMULATION_ATTRIBUTE_INVALID', location: expect.anything() }),
    );
  });

  it.each([
    [1, 1],
    [10, 10],
    [-1, -1],
    [0, undefined],
  ])('reads the integer %d in the range from 1 to 10, or -1, as %p', (number, expected) => {
    expect(read({ number }).optionalInteger('number', { min: 1, max: 10, special: -1 })).toBe(expected);
  });

  it.each([11, -2, 1.5])('rejects %d where AWS accepts an integer from 1 to 10, or -1', (number) => {
    expect(() => read({ number }).optionalInteger('number', { min: 1, max: 10, special: -1 })).toThrow(
      `aws_thing.t.number is ${number}; AWS accepts an integer from 1 to 10, or -1.`,
    );
  });

  it.each([
    ['one object', { rule: { id: 'a' } }, ['aws_thing.t.rule']],
    ['a list of one', { rule: [{ id: 'a' }] }, ['aws_thing.t.rule']],
    ['a list of two', { rule: [{ id: 'a' }, { id: 'b' }] }, ['aws_thing.t.rule[0]', 'aws_thing.t.rule[1]']],
  ])('returns the addresses of nested blocks written as %s', (_, attributes, addresses) => {
    expect(
      read(attributes)
        .blocks('rule')
        .map(({ address }) => address),
    ).toEqual(addresses);
  });
});
