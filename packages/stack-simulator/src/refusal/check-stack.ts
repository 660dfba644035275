import { checkPermissions, type OpenBlueprint } from '../blueprint/blueprint.js';
import { checkTargets } from '../blueprint/function-targets.js';
import { checkReferences } from './declared-resources.js';
import { checkDuplicateMappings, checkOverlaps } from './flow-rules.js';
import { checkFunctions } from './function-rules.js';
import { checkOnePerOwner } from './one-per-owner.js';
import { checkQueues } from './queue-rules.js';

/**
 * Collects what AWS would reject when the stack is applied, although each value by itself is valid.
 *
 * @param createExternal - Names of resources outside of the stack that the run creates.
 */
export function checkStack(open: OpenBlueprint, createExternal: readonly string[]): void {
  checkFunctions(open);
  checkTargets(open.stack, open.blueprint.functions);
  checkOnePerOwner(open.stack);
  checkReferences(open, createExternal);
  checkOverlaps(open);
  checkDuplicateMappings(open);
  checkQueues(open);
  checkPermissions(open.blueprint, open.stack);
}
