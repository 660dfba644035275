import { allOf, anyOf, type Answer } from '@headwaters/aws-rules';
import {
  blocksOf,
  isObject,
  isSet,
  isUnknownValue,
  referencesOfValue,
  type JsonObject,
} from '@headwaters/terraform-reader';

/**
 * Whether an attribute has a value. A reference to a resource, an input or an output is one; an expression that may be null, such
 * as `each.value.arn` or a condition, is unknown.
 */
export function isSettingSet(attributes: JsonObject | undefined, name: string): Answer {
  if (isDynamic(attributes, name)) return 'unknown';
  if (!isSet(attributes, name)) return 'no';
  const value = attributes?.[name];
  return typeof value === 'string' && mayBeNull(value) ? 'unknown' : 'yes';
}

/** As {@link isSettingSet}, of an attribute in nested blocks: `['destination_config', 'on_failure', 'destination_arn']`. */
export function isNestedSet(
  attributes: JsonObject | undefined,
  [name = '', ...rest]: readonly string[],
): Answer {
  const answer = isSettingSet(attributes, name);
  if (rest.length === 0 || answer !== 'yes') return answer;
  const blocks = blocksOf(attributes, name);
  return allOf([answer, anyOf(blocks.map((block) => isNestedSet(block, rest)))]);
}

/** Whether a configuration in JSON repeats a block by an expression. */
function isDynamic(attributes: JsonObject | undefined, name: string): boolean {
  const blocks = blocksOf(attributes, 'dynamic');
  return blocks.some((dynamic) => isObject(dynamic) && name in dynamic);
}

function mayBeNull(value: string): boolean {
  if (!isUnknownValue(value) || !/^\$\{.*\}$/s.test(value)) return false;
  const references = referencesOfValue(value);
  if (references.some((reference) => /(^|\.)(each|local)\.|[?(]/.test(reference))) return true;
  return references.length === 0 || value === '${dynamic}';
}
