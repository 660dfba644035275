import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const recorded = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../delivery/test/recorded-actions.json', import.meta.url)), 'utf8'),
) as Record<'plan' | 'apply', readonly string[]>;

/** Every principal may call it. */
const alwaysAllowed = 'sts:GetCallerIdentity';

/**
 * The actions that are missing in the delivery stack's record of what Terraform calls. Add them to the record: then the stack's tests
 * fail until its roles allow them.
 */
export function unrecordedActions(run: 'plan' | 'apply', actions: readonly string[]): string[] {
  return actions.filter((action) => action !== alwaysAllowed && !recorded[run].includes(action));
}
