import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Node } from 'constructs';
import type { StateSettings } from './settings/ingest-settings.js';

/** Tells a stack where its state is. Local state lies beside the workspace, by a path that holds in any folder. */
export function useState(stack: TerraformStack, state: StateSettings): void {
  const name = stack.node.id;
  if (state.kind === 'local') {
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  const { bucket, region } = state;
  new S3Backend(stack, { bucket, region, key: `${name}/terraform.tfstate`, encrypt: true });
  // Terraform's own lock in S3 (1.10 and later), which cdktf's type does not know.
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
}

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
