import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type JsonObject,
  type PlanJson,
  type TerraformResource,
  readConfigurationResources,
  readPlan,
  stringOf,
  withoutIndexes,
} from '@headwaters/terraform-reader';
import { PlanCheckError } from '../errors.js';

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
    files.flatMap((file) => readConfigurationResources(readJson(join(folder, file)) as JsonObject)),
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

/** A stack's resources, asked by type and by what refers to what. */
export class TerraformStack {
  constructor(readonly resources: readonly TerraformResource[]) {}

  /** What the stack itself makes of a type: not what it only looks up, nor what it takes away. */
  ofType(type: string): TerraformResource[] {
    return this.resources.filter(
      (resource) => resource.type === type && !isLookedUp(resource) && !isTakenAway(resource),
    );
  }

  byAddress(address: string): TerraformResource | undefined {
    return this.resources.find((resource) => withoutIndexes(resource.address) === withoutIndexes(address));
  }

  /** The resource that a value means: by reference (`${aws_s3_bucket.source.arn}`), or by its name, id or ARN. */
  resolve(type: string, value: string | undefined): TerraformResource | undefined {
    if (value === undefined) return undefined;
    return this.ofType(type).find((candidate) => refersTo(value, candidate));
  }
}

const isTakenAway = ({ change }: TerraformResource) => change?.actions.join() === 'delete';

const isLookedUp = ({ address }: TerraformResource) => /(^|\.)data\./.test(address);

const identifiers = ['arn', 'id', 'bucket', 'name', 'function_name', 'invoke_arn', 'url', 'key_id'];

/** Whether a value means this resource. A reference to one of several instances means each. */
export function refersTo(value: string, { address, attributes }: TerraformResource): boolean {
  const [, reference] = /^\$\{(.+)\}$/.exec(value) ?? [];
  if (reference !== undefined) {
    const [target, place] = [withoutIndexes(reference), withoutIndexes(address)];
    return target === place || target.startsWith(`${place}.`);
  }
  return identifiers.some((name) => stringOf(attributes, name) === value);
}
