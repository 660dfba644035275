import { type ConformanceReport, runConformance } from '@headwaters/stack-simulator/conformance';
import { conformanceFolder } from '../workspace-paths.js';

/** `conformance`: plays every scenario of AWS's behaviour against the simulator. Exit code 1 if one fails. */
export async function conformanceCommand({ json }: { json?: true }): Promise<void> {
  const report = await runConformance(conformanceFolder);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
  process.exitCode = report.passed === report.total ? 0 : 1;
}

function describe({ passed, total, failures, rulesWithoutScenario }: ConformanceReport): string {
  return [
    ...failures.map(
      ({ scenario, differences }) => `FAILED ${scenario.name}\n${JSON.stringify(differences, null, 2)}`,
    ),
    ...rulesWithoutScenario.map(({ id, text }) => `no scenario: ${id}: ${text}`),
    `${passed} of ${total}`,
    '',
  ].join('\n');
}
