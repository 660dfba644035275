import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { StateSettings } from './settings/state-settings.js';

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
