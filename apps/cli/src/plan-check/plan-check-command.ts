import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Finding,
  PlanCheckError,
  checkStack,
  describeFindings,
  readPlanFile,
  readStackFolder,
} from '@headwaters/plan-check';

// Usage: plan-check [--stack DIR]... [--plan FILE.json]... [--json]

const synthesizedStacks = 'cdktf.out/stacks';

/** The folders that synth made, if none is named. */
function synthesizedFolders(): string[] {
  try {
    return readdirSync(synthesizedStacks).map((name) => join(synthesizedStacks, name));
  } catch (cause) {
    throw new PlanCheckError(`There is no ${synthesizedStacks}. Run \`npm run synth\` first.`, { cause });
  }
}

function findAll(): { findings: Finding[]; json: boolean } {
  const { values } = parseArgs({
    options: {
      stack: { type: 'string', multiple: true, default: [] },
      plan: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const named = values.stack.length + values.plan.length > 0;
  const stacks = [
    ...(named ? values.stack : synthesizedFolders()).map(readStackFolder),
    ...values.plan.map(readPlanFile),
  ];
  return { findings: stacks.flatMap(checkStack), json: values.json };
}

/** 0: nothing that is an error. 1: findings that are. 2: it could not look. */
try {
  const { findings, json } = findAll();
  process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : describeFindings(findings));
  process.exitCode = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
} catch (error) {
  const isMisuse = error instanceof TypeError && 'code' in error;
  if (!(error instanceof PlanCheckError) && !isMisuse) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
