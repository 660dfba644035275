import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ScriptInvalidError } from '../errors/script-invalid-error.js';
import { scenarioSchema, type Scenario } from './scenario.js';

/** A rule of AWS that a run must hold. */
export interface Rule {
  readonly id: string;
  readonly text: string;
}

/** Scenarios, and the rules that they are to show. */
export interface ScenarioCollection {
  readonly rules: readonly Rule[];
  readonly scenarios: readonly Scenario[];
}

const rulesFile = 'rules.json';
const rulesSchema = v.array(v.strictObject({ id: v.string(), text: v.string() }));

/**
 * Reads a folder of scenarios: `rules.json`, and files with a list of scenarios each.
 *
 * @throws {@link ScriptInvalidError} naming every place at fault, a rule that no scenario may name included.
 */
export async function readScenarios(folder: string): Promise<ScenarioCollection> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== rulesFile).sort();
  const rules = await readJson(join(folder, rulesFile), rulesSchema);
  const lists = await Promise.all(files.map((file) => readJson(join(folder, file), v.array(scenarioSchema))));
  const scenarios = lists.flat();
  const known = new Set(rules.map(({ id }) => id));
  const unknown = scenarios.flatMap((scenario) => scenario.rules.filter((rule) => !known.has(rule)));
  if (unknown.length > 0) throw new ScriptInvalidError(`${rulesFile} has no rule ${unknown.join(', ')}.`);
  return { rules, scenarios };
}

async function readJson<Output>(
  file: string,
  schema: v.BaseSchema<unknown, Output, v.BaseIssue<unknown>>,
): Promise<Output> {
  const result = v.safeParse(schema, JSON.parse(await readFile(file, 'utf8')));
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  throw new ScriptInvalidError(`${file} is not valid: ${problems.join('; ')}.`);
}
