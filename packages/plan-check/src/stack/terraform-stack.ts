import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  isObject,
  readConfigurationResources,
  readPlan,
  stringOf,
  withoutIndexes,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { PlanCheckError } from '../errors.js';

/** The resources of a stack, which are found by type, by address and by reference. */
export class TerraformStack {
  constructor(readonly resources: readonly TerraformResource[]) {}

  /** The resources of a type. Data sources, and resources that the plan deletes, are excluded. */
  resourcesOfType(type: string): TerraformResource[] {
    return this.resources.filter(
      (resource) => resource.type === type && !isDataSource(resource) && !isDeleted(resource),
    );
  }

  /** The resource or data source at an address. Indexes are ignored. */
  findByAddress(address: string): TerraformResource | undefined {
    return this.resources.find((resource) => withoutIndexes(resource.address) === withoutIndexes(address));
  }

  /** The resource that a value refers to; see {@link refersTo}. */
  findReferenced(type: string, value: string | undefined): TerraformResource | undefined {
    if (value === undefined) return undefined;
    return this.resourcesOfType(type).find((candidate) => refersTo(value, candidate));
  }
}

/** Attributes by which one resource names another. */
const identifiers = ['arn', 'id', 'bucket', 'name', 'function_name', 'invoke_arn', 'url', 'key_id'];

/**
 * Whether a value identifies a resource: by reference (`${aws_s3_bucket.source.arn}`), or by its name, id or ARN. A reference
 * to one instance of a counted resource matches all of them.
 */
export function refersTo(value: string, { address, attributes }: TerraformResource): boolean {
  const [, expression] = /^\$\{(.+)\}$/.exec(value) ?? [];
  if (expression !== undefined) {
    const [reference, target] = [withoutIndexes(expression), withoutIndexes(address)];
    return reference === target || reference.startsWith(`${target}.`);
  }
  return identifiers.some((name) => stringOf(attributes, name) === value);
}

/** Whether an attribute of a resource identifies another resource. */
export function attributeRefersTo(
  { attributes }: TerraformResource,
  name: string,
  target: TerraformResource,
): boolean {
  const value = stringOf(attributes, name);
  return value !== undefined && refersTo(value, target);
}

function isDataSource({ address }: TerraformResource): boolean {
  return /(^|\.)data\./.test(address);
}

function isDeleted({ change }: TerraformResource): boolean {
  return change?.actions.join() === 'delete';
}

/**
 * Reads all `*.tf.json` files of a folder.
 *
 * @throws {@link PlanCheckError} if there are none, or one is not JSON.
 */
export function readStackFolder(folder: string): TerraformStack {
  const files = listFiles(folder).filter((file) => file.endsWith('.tf.json'));
  if (files.length === 0) {
    throw new PlanCheckError(
      `There is no .tf.json file in ${folder}. Run \`npm run synth\`, or name another folder with --stack. For HCL, check the plan with --plan.`,
    );
  }
  return new TerraformStack(
    files.flatMap((file) => {
      const document = readJson(join(folder, file));
      return isObject(document) ? readConfigurationResources(document) : [];
    }),
  );
}

/**
 * Reads a plan.
 *
 * @param file - Output of `terraform show -json PLAN`.
 * @throws {@link PlanCheckError} if the file is missing or is not a plan.
 */
export function readPlanFile(file: string): TerraformStack {
  const plan = readJson(file);
  if (isObject(plan) && 'resource_changes' in plan) return new TerraformStack(readPlan(plan));
  throw new PlanCheckError(`${file} is not a plan. Create one with \`terraform show -json PLAN > ${file}\`.`);
}

function listFiles(folder: string): string[] {
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
