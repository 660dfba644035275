import { describe, expect, it } from '@jest/globals';
import { SettingsError, parseStackSettings, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';

const shards = wholeNumber({ unit: 'shards', min: 1, max: 3, description: 'open shards' });
const schema = v.strictObject({ shards, retries: v.optional(shards, 2) });
const tooMany = ({ retries }: v.InferOutput<typeof schema>) =>
  retries > 2 ? [{ setting: 'retries', value: retries, advice: 'set it to 2' }] : [];

const parsing = (input: unknown) => () => parseStackSettings(schema, input as never, [tooMany]);

describe('parseStackSettings', () => {
  it('returns the settings with the defaults of those that are left out', () => {
    expect(parseStackSettings(schema, { shards: 3 })).toEqual({ shards: 3, retries: 2 });
  });

  it('reports every invalid setting at once, with its value and what to change', () => {
    expect(parsing({ shards: 4, retries: 0.5, colour: 'red' })).toThrow(
      [
        'The settings are invalid:',
        '- shards is 4: set it to a whole number of shards from 1 to 3: open shards.',
        '- retries is 0.5: set it to a whole number of shards from 1 to 3: open shards.',
        '- colour is "red": remove it or correct its name: there is no such setting.',
      ].join('\n'),
    );
  });

  it('reports a missing setting as missing', () => {
    expect(parsing({})).toThrow('shards is missing: add it.');
  });

  it('reports a violated constraint between valid settings', () => {
    expect(parsing({ shards: 1, retries: 3 })).toThrow('retries is 3: set it to 2.');
    expect(parsing({ shards: 1, retries: 3 })).toThrow(SettingsError);
  });
});
