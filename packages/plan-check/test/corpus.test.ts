import { describe, expect, it, jest } from '@jest/globals';
import { allChecks } from '@headwaters/plan-check';
import { checkCorpusStack, readCorpus } from './support/corpus.js';

// Runtimes are deprecated by the calendar: the stacks are checked as of the day on which they were written.
jest.useFakeTimers({ now: new Date('2026-11-29T00:00:00Z') });

const corpus = readCorpus().map((stack) => ({ ...stack, result: checkCorpusStack(stack) }));

/** The lines of `one` that `other` lacks, each with the name of its stack. */
const extra = (name: string, one: readonly string[] = [], other: readonly string[] = []) =>
  one.filter((line) => !other.includes(line)).map((line) => `${name}: ${line}`);

const ruleOf = (line: string) => line.split(' ')[0] ?? '';

interface Score {
  readonly planted: number;
  readonly found: number;
  readonly wrong: number;
}

function scoreOf(id: string): Score {
  const ofRule = (lines: readonly string[] = []) => lines.filter((line) => ruleOf(line) === id);
  const all = corpus.map(({ expect: planted, result }) => ({
    planted: ofRule(planted),
    found: ofRule(result.found),
  }));
  const count = (select: (lines: (typeof all)[number]) => number) =>
    all.reduce((sum, lines) => sum + select(lines), 0);
  return {
    planted: count(({ planted }) => planted.length),
    found: count(({ planted, found }) => planted.filter((line) => found.includes(line)).length),
    wrong: count(({ planted, found }) => found.filter((line) => !planted.includes(line)).length),
  };
}

const ratio = (part: number, total: number) => (total === 0 ? '   -' : (part / total).toFixed(2));

function describeScores(): string {
  const rows = allChecks.map(({ id }) => {
    const { planted, found, wrong } = scoreOf(id);
    return `${id.padEnd(26)} ${ratio(found, found + wrong)}      ${ratio(found, planted)}   ${found} of ${planted}`;
  });
  return [`${'rule'.padEnd(26)} precision recall`, ...rows, ''].join('\n');
}

describe('the planted corpus', () => {
  it('has at least 150 stacks, of which at least half are clean', () => {
    const clean = corpus.filter(({ expect: planted }) => planted === undefined);
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(clean.length / corpus.length).toBeGreaterThanOrEqual(0.5);
  });

  it('says of each stack why it is there and what it is modelled on', () => {
    const incomplete = corpus.filter(({ why, source }) => !why.endsWith('.') || source.length < 10);
    expect(incomplete.map(({ name }) => name)).toEqual([]);
  });

  it('has a fault for every rule', () => {
    expect(allChecks.map(({ id }) => id).filter((id) => scoreOf(id).planted === 0)).toEqual([]);
  });

  it('gets no false finding', () => {
    const wrong = corpus.flatMap(({ name, expect: planted, result }) => extra(name, result.found, planted));
    expect(wrong).toEqual([]);
  });

  it('gets every planted finding', () => {
    const missed = corpus.flatMap(({ name, expect: planted, result }) => extra(name, planted, result.found));
    expect(missed).toEqual([]);
  });

  it('reports what was not checked, exactly where a value is unknown', () => {
    const differences = corpus.flatMap(({ name, notChecked, result }) => [
      ...extra(`${name} lacks`, notChecked, result.notChecked),
      ...extra(`${name} has`, result.notChecked, notChecked),
    ]);
    expect(differences).toEqual([]);
  });

  it('prints precision and recall of each rule', () => {
    process.stdout.write(describeScores());
  });
});
