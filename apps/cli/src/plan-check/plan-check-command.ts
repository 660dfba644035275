import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  PlanCheckError,
  checkInputs,
  describeReport,
  readPlanFile,
  readStackFolder,
  readSuppressions,
  toJsonReport,
  toSarif,
  type CheckReport,
  type Finding,
} from '@headwaters/plan-check';
import { Command, Option } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { collectValues } from '../command-line/option-values.js';
import { printableLines } from '../command-line/printable.js';

const formats = ['text', 'json', 'sarif'] as const;

interface PlanCheckOptions {
  readonly stack?: readonly string[];
  readonly plan?: readonly string[];
  readonly suppress?: readonly string[];
  readonly format: (typeof formats)[number];
  readonly json?: true;
  readonly verbose?: boolean;
}

/** Where synth writes its stacks, relative to the working directory. */
const synthesizedStacks = 'cdktf.out/stacks';

/** `plan-check`: looks for mistakes in Terraform configurations and plans. Exit code 1 on a finding of severity "error". */
export function createPlanCheckCommand(): Command {
  return new Command('plan-check')
    .description('find mistakes in synthesized stacks and Terraform plans before they are applied')
    .option(
      '--stack <folder>',
      `folder of a synthesized stack; repeatable (default: all in ${synthesizedStacks})`,
      collectValues,
    )
    .option('--plan <file>', 'output of "terraform show -json PLAN"; repeatable', collectValues)
    .option(
      '--suppress <file>',
      'findings to accept, each with a reason; repeatable (default: plan-check.json beside a stack or plan)',
      collectValues,
    )
    .addOption(new Option('--format <format>', 'output format').choices(formats).default('text'))
    .option('--json', 'print only the findings, as a JSON array')
    .option('--verbose', 'list what was not checked, and what is suppressed')
    .action(checkPlans);
}

function checkPlans(options: PlanCheckOptions): void {
  const { stack = [], plan = [], suppress = [] } = options;
  const folders = stack.length + plan.length > 0 ? stack.map(resolveUserPath) : synthesizedFolders();
  const inputs = [...folders.map(readStackFolder), ...plan.map(resolveUserPath).map(readPlanFile)];
  const report = checkInputs(inputs, suppress.map(resolveUserPath).flatMap(readSuppressions));
  process.stdout.write(format(report, options));
  const hasErrors = report.findings.some(({ severity }) => severity === 'error');
  process.exitCode = hasErrors ? exitCodes.failed : exitCodes.ok;
}

function format(report: CheckReport, { format: chosen, json, verbose = false }: PlanCheckOptions): string {
  const toText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  if (json) return toText(toJsonReport(report).findings.map(withoutStack));
  if (chosen === 'json') return toText(toJsonReport(report));
  if (chosen === 'sarif') return toText(toSarif(report, resolveUserPath('.')));
  return printableLines(describeReport(report, { verbose }));
}

/** The shape of `--json` since before there was a report. */
function withoutStack({ id, severity, address, what, why, fix }: Finding): Finding {
  return { id, severity, address, what, why, fix };
}

function synthesizedFolders(): string[] {
  try {
    return readdirSync(synthesizedStacks).map((name) => join(synthesizedStacks, name));
  } catch (cause) {
    throw new PlanCheckError(`${synthesizedStacks} does not exist. Run \`npm run synth\` first.`, { cause });
  }
}
