import { isDeepStrictEqual } from 'node:util';
import { observeFlow } from './observe-flow.js';
import { observeFunction } from './observe-function.js';
import type { Expectation, FunctionExpectation, Scenario } from './scenario.js';

/** Something that came out differently. */
export interface Difference {
  readonly about: keyof Expectation | keyof FunctionExpectation;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Plays a scenario and says what came out differently from what it expects; nothing if it holds. */
export async function runScenario(scenario: Scenario): Promise<readonly Difference[]> {
  const actual: Expectation & FunctionExpectation =
    'code' in scenario ? await observeFunction(scenario) : await observeFlow(scenario);
  const expected: Expectation & FunctionExpectation = scenario.expect;
  return (Object.keys(expected) as Difference['about'][])
    .map((about) => ({ about, expected: expected[about], actual: actual[about] }))
    .filter((outcome) => !isDeepStrictEqual(outcome.expected, outcome.actual));
}
