import { readScenarios, type Rule } from './read-scenarios.js';
import { runScenario, type Difference } from './run-scenario.js';
import type { Scenario } from './scenario.js';

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
