import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  PlanCheckError,
  checkStack,
  describeFindings,
  readPlanFile,
  readStackFolder,
} from '@headwaters/plan-check';
import { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { collectValues } from '../command-line/option-values.js';

interface PlanCheckOptions {
  readonly stack?: readonly string[];
  readonly plan?: readonly string[];
  readonly json?: true;
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
    .option('--json', 'print the findings as JSON')
    .action(checkPlans);
}

function checkPlans({ stack = [], plan = [], json }: PlanCheckOptions): void {
  const folders = stack.length + plan.length > 0 ? stack.map(resolveUserPath) : synthesizedFolders();
  const stacks = [...folders.map(readStackFolder), ...plan.map(resolveUserPath).map(readPlanFile)];
  const findings = stacks.flatMap((each) => checkStack(each).findings);
  process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : describeFindings(findings));
  process.exitCode = findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.ok;
}

function synthesizedFolders(): string[] {
  try {
    return readdirSync(synthesizedStacks).map((name) => join(synthesizedStacks, name));
  } catch (cause) {
    throw new PlanCheckError(`${synthesizedStacks} does not exist. Run \`npm run synth\` first.`, { cause });
  }
}
