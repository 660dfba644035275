import { isDeepStrictEqual } from 'node:util';
import { observeFlow } from './flow-scenario.js';
import { observeFunction } from './function-scenario.js';
import { observeRefusal } from './refusal-scenario.js';
import {
  type Expectation,
  type FunctionExpectation,
  type RefusalExpectation,
  type Rule,
  type Scenario,
  readScenarios,
} from './scenario.js';

/** Results of the scenarios of a folder. */
export interface ConformanceReport {
  readonly passed: number;
  readonly total: number;
  readonly failures: readonly { readonly scenario: Scenario; readonly differences: readonly Difference[] }[];
  /** Rules that no scenario demonstrates. */
  readonly rulesWithoutScenario: readonly Rule[];
}

/**
 * Plays all scenarios of a folder in sequence.
 *
 * @throws {@link ScriptInvalidError} if a file of the folder is invalid.
 */
export async function runConformance(folder: string): Promise<ConformanceReport> {
  const { rules, scenarios } = await readScenarios(folder);
  const failures: { scenario: Scenario; differences: readonly Difference[] }[] = [];
  for (const scenario of scenarios) {
    const differences = await runScenario(scenario);
    if (differences.length > 0) failures.push({ scenario, differences });
  }
  const demonstrated = new Set(scenarios.flatMap((scenario) => scenario.rules));
  return {
    passed: scenarios.length - failures.length,
    total: scenarios.length,
    failures,
    rulesWithoutScenario: rules.filter(({ id }) => !demonstrated.has(id)),
  };
}

/** What a scenario of any kind expects. */
type AnyExpectation = Expectation & FunctionExpectation & Partial<RefusalExpectation>;

/** A difference between an expected and an actual result. */
export interface Difference {
  readonly about: keyof AnyExpectation;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Plays a scenario and returns the differences from what it expects. Empty if it passes. */
export async function runScenario(scenario: Scenario): Promise<readonly Difference[]> {
  const actual: AnyExpectation = await observe(scenario);
  const expected: AnyExpectation = scenario.expect;
  return (Object.keys(expected) as Difference['about'][])
    .map((about) => ({ about, expected: expected[about], actual: actual[about] }))
    .filter((outcome) => !isDeepStrictEqual(outcome.expected, outcome.actual));
}

function observe(scenario: Scenario): Promise<AnyExpectation> {
  if ('code' in scenario) return observeFunction(scenario);
  return 'steps' in scenario ? observeFlow(scenario) : observeRefusal(scenario);
}
