import * as v from 'valibot';
import { ScriptInvalidError } from '../errors/script-invalid-error.js';
import { scriptStepSchema, type ScriptStep } from './script.js';

const scriptSchema = v.object({ steps: v.array(scriptStepSchema) });

/**
 * Checks a script that was read from JSON.
 *
 * @throws {@link ScriptInvalidError} naming every step at fault.
 */
export function readScript(document: unknown): readonly ScriptStep[] {
  const result = v.safeParse(scriptSchema, document);
  if (result.success) return result.output.steps;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  throw new ScriptInvalidError(`The script is not valid: ${problems.join('; ')}.`);
}
