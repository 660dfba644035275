import { isUnknownValue, referencesOfValue, withoutIndexes } from '@headwaters/terraform-reader';
import { refersTo, type TerraformStack } from './terraform-stack.js';

/** Attributes that stand for the resource itself. Others, such as `qualified_arn`, name a part of it. */
const ownAttributes = /\.(arn|id|name|function_name|stream_arn|bucket|url)$/;

/**
 * A string that is equal for two values that name the same thing: the address of a resource of this stack, with the index of
 * its instance, or the ARN or name of another one.
 *
 * @returns `undefined` if the values of two resources can't be compared: inside of a loop the same expression means another
 * thing for each instance, and a reference without an index may mean any instance.
 */
export function identityOf(
  stack: TerraformStack,
  types: readonly string[],
  value: string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (!isUnknownValue(value)) return literalIdentity(stack, types, value);
  const [expression, ...others] = referencesOfValue(value);
  if (expression === undefined || others.length > 0) return undefined;
  // A loop, or a computed expression.
  if (/\b(each|count|self)\./.test(expression) || /[()?,\s]/.test(expression)) return undefined;
  const reference = expression.replace(ownAttributes, '');
  const instances = stack.resources.filter(
    ({ address }) => withoutIndexes(address) === withoutIndexes(reference),
  );
  const isAmbiguous = instances.length > 1 && !instances.some(({ address }) => address === reference);
  return isAmbiguous ? undefined : reference;
}

function literalIdentity(stack: TerraformStack, types: readonly string[], value: string): string {
  const named = types.flatMap((type) => stack.resourcesOfType(type)).filter((each) => refersTo(value, each));
  return named[0]?.address ?? value;
}
