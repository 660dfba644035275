import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PlanCheckError } from './plan-check-error.js';
import { readConfiguration, type ConfigurationJson } from './terraform/read-configuration.js';
import { readPlan, type PlanJson } from './terraform/read-plan.js';
import { TerraformStack } from './terraform/terraform-stack.js';

/**
 * Reads the Terraform of a folder: every `*.tf.json` in it.
 *
 * @throws {@link PlanCheckError} if there is none, or one is not JSON.
 */
export function readStackFolder(folder: string): TerraformStack {
  const files = list(folder).filter((file) => file.endsWith('.tf.json'));
  if (files.length === 0) {
    throw new PlanCheckError(
      `There is no .tf.json file in ${folder}. Run \`npm run synth\`, or name another folder with --stack; of HCL check the plan, with --plan.`,
    );
  }
  return new TerraformStack(
    files.flatMap((file) => readConfiguration(readJson(join(folder, file)) as ConfigurationJson)),
  );
}

/**
 * Reads a plan that `terraform show -json PLAN` has printed.
 *
 * @throws {@link PlanCheckError} if it is missing or is no such plan.
 */
export function readPlanFile(file: string): TerraformStack {
  const plan = readJson(file);
  if (typeof plan !== 'object' || plan === null || !('resource_changes' in plan)) {
    throw new PlanCheckError(`${file} is not a plan. Make one with \`terraform show -json PLAN > ${file}\`.`);
  }
  return new TerraformStack(readPlan(plan as PlanJson));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new PlanCheckError(`${folder} can't be read. Run \`npm run synth\` first.`, { cause });
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new PlanCheckError(`${file} can't be read as JSON.`, { cause });
  }
}
