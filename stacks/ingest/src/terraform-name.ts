import type { Node } from 'constructs';

/**
 * The name of a resource in Terraform addresses: the ids on its path below the stack, joined by `_`. A main part named
 * `Default` adds nothing, as in the AWS CDK. No id holds a `_`, so that no two paths share a name and none needs a hash.
 *
 * @param stack - The node of the stack that holds `node`.
 * @throws {@link RangeError} if an id holds anything but lower-case letters, digits and hyphens.
 */
export function terraformName(node: Node, stack: Node): string {
  const ids = node.scopes
    .slice(stack.scopes.length)
    .map((scope) => scope.node.id)
    .filter((id) => id !== 'Default');
  const unfit = ids.find((id) => !/^[a-z][a-z0-9-]*$/.test(id));
  if (unfit !== undefined) {
    throw new RangeError(
      `The construct id "${unfit}" (${node.path}) may hold lower-case letters, digits and hyphens only.`,
    );
  }
  return ids.join('_');
}
