import { isDeepStrictEqual } from 'node:util';
import { observeFlow } from './flow-scenario.js';
import { observeFunction } from './function-scenario.js';
import {
  type Expectation,
  type FunctionExpectation,
  type Rule,
  type Scenario,
  readScenarios,
} from './scenario.js';

/** How the scenarios of a folder came out. */
export interface ConformanceReport {
  readonly passed: number;
  readonly total: number;
  readonly failures: readonly { readonly scenario: Scenario; readonly differences: readonly Difference[] }[];
  /** Rules that no scenario shows. */
  readonly rulesWithoutScenario: readonly Rule[];
}

/**
 * Plays all scenarios of a folder, one after the other.
 *
 * @throws {@link ScriptInvalidError} if a file of the folder is not valid.
 */
export async function runConformance(folder: string): Promise<ConformanceReport> {
  const { rules, scenarios } = await readScenarios(folder);
  const failures: { scenario: Scenario; differences: readonly Difference[] }[] = [];
  for (const scenario of scenarios) {
    const differences = await runScenario(scenario);
    if (differences.length > 0) failures.push({ scenario, differences });
  }
  const shown = new Set(scenarios.flatMap((scenario) => scenario.rules));
  return {
    passed: scenarios.length - failures.length,
    total: scenarios.length,
    failures,
    rulesWithoutScenario: rules.filter(({ id }) => !shown.has(id)),
  };
}

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
