import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../src/filter/filter-pattern.js';

type Pattern = Readonly<Record<string, unknown>>;

/** Patterns of AWS's documentation and of recordings, with events that they match and others. */
const { matching, invalid } = JSON.parse(
  readFileSync(new URL('event-pattern-vectors.json', import.meta.url), 'utf8'),
) as {
  readonly matching: readonly {
    readonly source: string;
    readonly pattern: Pattern;
    readonly matches: readonly unknown[];
    readonly others: readonly unknown[];
  }[];
  readonly invalid: readonly { readonly source: string; readonly pattern: Pattern }[];
};

const titled = <Vector extends { readonly pattern: Pattern }>(vectors: readonly Vector[]) =>
  vectors.map((vector) => [JSON.stringify(vector.pattern), vector] as const);

describe('compilePattern for EventBridge', () => {
  it.each(titled(matching))('%s matches its events and no others', (_, { pattern, matches, others }) => {
    const test = compilePattern(pattern, 'eventbridge');
    expect(matches.filter((event) => !test(event))).toEqual([]);
    expect(others.filter((event) => test(event))).toEqual([]);
  });

  it.each(titled(invalid))('rejects %s', (_, { pattern }) => {
    expect(() => compilePattern(pattern, 'eventbridge')).toThrow(SyntaxError);
  });

  it('takes a key with dots as a path, in the pattern and in the event; a filter of a mapping does not', () => {
    const nested = { detail: { state: { status: ['running'] } } };
    const joined = { 'detail.state': { status: ['running'] }, detail: { 'state.code': [1] } };
    const event = { detail: { 'state.status': 'running', state: { code: 1 } } };
    expect(compilePattern(nested, 'eventbridge')(event)).toBe(true);
    expect(compilePattern(joined, 'eventbridge')(event)).toBe(true);
    expect(compilePattern({ 'detail.state.code': [2] }, 'eventbridge')(event)).toBe(false);
    expect(compilePattern({ 'a.b': ['c'] }, 'lambda')({ 'a.b': 'c' })).toBe(true);
    expect(compilePattern({ 'a.b': ['c'] }, 'lambda')({ a: { b: 'c' } })).toBe(false);
  });
});

describe('compilePattern for the filters of mappings', () => {
  it.each([
    [{ a: [{ wildcard: '*' }] }, 'wildcard is'],
    [{ a: [{ cidr: '10.0.0.0/8' }] }, 'cidr is'],
    [{ a: [{ prefix: { 'equals-ignore-case': 'a' } }] }, 'prefix with equals-ignore-case is'],
    [{ a: [{ suffix: { 'equals-ignore-case': 'a' } }] }, 'suffix with equals-ignore-case is'],
    [{ a: [{ 'anything-but': { prefix: 'a' } }] }, 'anything-but with prefix is'],
  ])('refuses %j, which is for event buses only', (pattern, message) => {
    expect(() => compilePattern(pattern, 'eventbridge')).not.toThrow();
    expect(() => compilePattern(pattern, 'lambda')).toThrow(`${message} an operator of event buses only`);
  });
});
