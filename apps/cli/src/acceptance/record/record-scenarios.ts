import { writeFile } from 'node:fs/promises';
import type { AcceptanceReport } from '../report/report.js';
import type { AcceptanceStep, ObservedScenario } from '../steps/step.js';

/** A scenario as the conformance suite reads it. */
export type RecordedScenario = ObservedScenario & { readonly source: string };

/**
 * Converts the observations of a run to scenarios of the simulator's conformance suite, each with its provenance. Steps whose
 * observation the format can't express, such as 1,000 files, are left out.
 */
export function recordedScenarios(
  report: AcceptanceReport,
  steps: readonly AcceptanceStep[],
): RecordedScenario[] {
  return report.steps.flatMap(({ name, observed }) => {
    const step = steps.find((each) => each.name === name);
    if (step?.scenarios === undefined || observed === undefined) return [];
    return step
      .scenarios(observed)
      .map((scenario) => ({ ...scenario, source: describeSource(report, name) }));
  });
}

/** Without the account: a recording may be published. */
function describeSource(
  { target, region, startedAt, commit, runId }: AcceptanceReport,
  step: string,
): string {
  const where = target === 'AWS' ? `AWS, ${region}` : 'the simulator itself, not AWS';
  return `acceptance run ${runId} on ${where}, ${startedAt.slice(0, 10)}, commit ${commit}, step ${step}`;
}

/** Writes scenarios in the format of the conformance suite. */
export async function writeScenarios(file: string, scenarios: readonly RecordedScenario[]): Promise<void> {
  await writeFile(file, `${JSON.stringify(scenarios, null, 2)}\n`);
}
