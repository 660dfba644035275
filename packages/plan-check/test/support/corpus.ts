import { readFileSync, readdirSync } from 'node:fs';
import {
  readConfigurationResources,
  readPlan,
  type JsonObject,
  type PlanJson,
} from '@headwaters/terraform-reader';
import { TerraformStack, checkStack } from '@headwaters/plan-check';
import { mergePatch } from '../../reference/merge-patch.js';

/** A stack of the corpus. The README of the corpus explains the fields. */
export interface CorpusStack {
  /** Folder and name, such as `faulty/slow-retries`. */
  readonly name: string;
  readonly why: string;
  readonly source: string;
  /** Names of fragments in parts.json. */
  readonly parts?: readonly string[];
  /** Is merged into the parts. A null removes what the parts have. */
  readonly stack?: JsonObject;
  readonly plan?: PlanJson;
  /** The findings, each as `RULE ADDRESS`. */
  readonly expect?: readonly string[];
  /** What the checks must say that they did not check, each as `RULE ADDRESS`. */
  readonly notChecked?: readonly string[];
}

const folder = new URL('../corpus/', import.meta.url);
const kinds = ['clean', 'faulty'];

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));

/** All stacks of the corpus, sorted by name. */
export function readCorpus(): CorpusStack[] {
  return kinds.flatMap((kind) =>
    readdirSync(new URL(`${kind}/`, folder))
      .sort()
      .map((file) => ({
        ...(readJson(`${kind}/${file}`) as CorpusStack),
        name: `${kind}/${file.replace(/\.json$/, '')}`,
      })),
  );
}

const parts = readJson('parts.json') as Readonly<Record<string, JsonObject>>;

/** The Terraform JSON of a stack: its parts with its own content merged into them. */
export function configurationOf({ name, parts: used = [], stack = {} }: CorpusStack): JsonObject {
  return [...used.map((part) => partOf(part, name)), stack].reduce(mergePatch, {});
}

function partOf(part: string, name: string): JsonObject {
  const found = parts[part];
  if (found === undefined) throw new Error(`${name} has the part ${part}, which parts.json does not have`);
  return found;
}

/** What the checks say about a stack, each as `RULE ADDRESS`, sorted and once. */
export interface CorpusResult {
  readonly found: readonly string[];
  readonly notChecked: readonly string[];
}

export function checkCorpusStack(stack: CorpusStack): CorpusResult {
  const resources =
    stack.plan === undefined ? readConfigurationResources(configurationOf(stack)) : readPlan(stack.plan);
  const { findings, notChecked } = checkStack(new TerraformStack(resources));
  return { found: namesOf(findings), notChecked: namesOf(notChecked) };
}

function namesOf(items: readonly { readonly id: string; readonly address: string }[]): string[] {
  return [...new Set(items.map(({ id, address }) => `${id} ${address}`))].sort();
}
