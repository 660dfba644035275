import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  blocksOf,
  isObject,
  readConfigurationResources,
  readPlan,
  withoutIndexes,
  type JsonObject,
} from '@headwaters/terraform-reader';
import { PlanCheckError } from '../errors.js';
import { TerraformStack } from './terraform-stack.js';

/** A stack to check, and where it is from. */
export interface StackInput {
  /** The folder or the plan, as given. */
  readonly path: string;
  readonly stack: TerraformStack;
  /** Where a resource is declared. Of a plan, its first line. */
  readonly locate: (address: string) => SourceLocation;
}

/** A line in a file. */
export interface SourceLocation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface SourceFile {
  readonly file: string;
  readonly text: string;
  readonly document: JsonObject;
}

/**
 * Reads all `*.tf.json` files of a folder.
 *
 * @throws {@link PlanCheckError} if there are none, or one is not JSON.
 */
export function readStackFolder(folder: string): StackInput {
  const files = listFiles(folder).filter((file) => file.endsWith('.tf.json'));
  if (files.length === 0) {
    throw new PlanCheckError(
      `There is no .tf.json file in ${folder}. Run \`npm run synth\`, or name another folder with --stack. For HCL, check the plan with --plan.`,
    );
  }
  const sources = files.map((file) => readSource(join(folder, file)));
  const modules = sources.flatMap(({ document }) => blocksOf(document, 'module').flatMap(Object.keys));
  return {
    path: folder,
    stack: new TerraformStack(
      sources.flatMap(({ document }) => readConfigurationResources(document)),
      modules.filter((name) => name !== '//').map((name) => `module.${name}`),
    ),
    locate: (address) => locate(sources, address),
  };
}

/**
 * Reads a plan.
 *
 * @param file - Output of `terraform show -json PLAN`.
 * @throws {@link PlanCheckError} if the file is missing or is not a plan.
 */
export function readPlanFile(file: string): StackInput {
  const { document } = readSource(file);
  if (!('resource_changes' in document)) {
    throw new PlanCheckError(
      `${file} is not a plan. Create one with \`terraform show -json PLAN > plan.json\`; --stack checks a folder of .tf.json files.`,
    );
  }
  return { path: file, stack: new TerraformStack(readPlan(document)), locate: () => ({ file, line: 1 }) };
}

/** The line of `"NAME":` after `"TYPE":` in the first file that has both; otherwise the first line of the first file. */
function locate(sources: readonly SourceFile[], address: string): SourceLocation {
  const [type = '', name = ''] = withoutIndexes(address)
    .replace(/^data\./, '')
    .split('.');
  for (const { file, text } of sources) {
    const ofType = text.indexOf(`"${type}"`);
    const ofName = ofType < 0 ? -1 : text.indexOf(`"${name}"`, ofType);
    if (ofName >= 0) return { file, line: text.slice(0, ofName).split('\n').length };
  }
  return { file: sources[0]?.file ?? '', line: 1 };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new PlanCheckError(`${folder} can't be read. Run \`npm run synth\` first.`, { cause });
  }
}

function readSource(file: string): SourceFile {
  try {
    const text = readFileSync(file, 'utf8');
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return { file, text, document };
  } catch (cause) {
    throw new PlanCheckError(`${file} can't be read as JSON.`, { cause });
  }
  throw new PlanCheckError(`${file} must contain a JSON object.`);
}
