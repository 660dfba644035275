import { runConformance, type ConformanceReport } from '@headwaters/stack-simulator/conformance';
import { Command } from 'commander';
import { exitCodes } from '../command-line/exit.js';
import { conformanceFolder } from '../workspace-paths.js';

/** `conformance`: plays every scenario of AWS behaviour against the simulator. Exit code 1 if one fails. */
export function createConformanceCommand(): Command {
  return new Command('conformance')
    .description('play every recorded scenario of AWS behaviour against the simulator')
    .option('--json', 'print the report as JSON')
    .action(checkConformance);
}

async function checkConformance({ json }: { json?: true }): Promise<void> {
  const report = await runConformance(conformanceFolder);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report));
  process.exitCode = report.passed === report.total ? exitCodes.ok : exitCodes.failed;
}

function formatReport({ passed, total, failures, rulesWithoutScenario }: ConformanceReport): string {
  return [
    ...failures.map(
      ({ scenario, differences }) => `FAILED ${scenario.name}\n${JSON.stringify(differences, null, 2)}`,
    ),
    ...rulesWithoutScenario.map(({ id, text }) => `no scenario: ${id}: ${text}`),
    `${passed} of ${total}`,
    '',
  ].join('\n');
}
