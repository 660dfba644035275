import * as v from 'valibot';
import { SettingsError, type SettingsProblem } from './errors.js';

/** A constraint between settings. Names the settings to change; returns no problem if it holds. */
export type CrossCheck<Settings> = (settings: Settings) => SettingsProblem[];

/**
 * Validates the settings of a stack: each against its range, then all against each other.
 *
 * @param crossChecks - Each is independent of the others, and sees settings that are valid on their own.
 * @returns The settings, with the defaults of those that are left out.
 * @throws {@link SettingsError} with every invalid setting, its value, and what to change.
 */
export function parseStackSettings<Schema extends v.GenericSchema>(
  schema: Schema,
  input: v.InferInput<Schema>,
  crossChecks: readonly CrossCheck<v.InferOutput<Schema>>[] = [],
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (!result.success) throw new SettingsError(problemsOfIssues(result.issues));
  const problems = crossChecks.flatMap((check) => check(result.output));
  if (problems.length > 0) throw new SettingsError(problems);
  return result.output;
}

/** One problem per setting: a value can break several rules that have the same message. */
function problemsOfIssues(issues: readonly v.GenericIssue[]): SettingsProblem[] {
  const problems = issues.map(problemOfIssue);
  return [...new Map(problems.map((problem) => [`${problem.setting} ${problem.advice}`, problem])).values()];
}

function problemOfIssue(issue: v.GenericIssue): SettingsProblem {
  const setting = issue.path?.map(({ key }) => String(key)).join('.') ?? 'settings';
  if (issue.type !== 'strict_object') return { setting, value: issue.input, advice: issue.message };
  const missing = issue.expected !== 'never';
  return {
    setting,
    value: missing ? undefined : issue.path?.at(-1)?.value,
    advice: missing ? 'add it' : 'remove it or correct its name: there is no such setting',
  };
}
