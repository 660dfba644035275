import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, TerraformStack } from 'cdktf';

/**
 * Terraform's dependency lock file: the version of the AWS provider and the hashes of its archives for every platform. Terraform
 * looks for it beside the configuration, and refuses a provider with other hashes.
 * Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock, read on 2026-11-28.
 */
const name = '.terraform.lock.hcl';

/** The committed lock file, relative to the root of the workspace. */
export const lockFile = `packages/terraform-stack/${name}`;

/**
 * Copies the committed lock file into the folder of every stack. Call it after `app.synth()`.
 *
 * cdktf's CLI then runs `terraform init` alone. Without a lock file, it would write one for the machine that it runs on.
 * Source: @cdktf/cli-core 0.21.0, cdktf-stack.js, checkNeedsLockfileUpdate.
 *
 * @param workspaceFolder - The root of the workspace.
 */
export function copyLockFile(app: App, workspaceFolder: string): void {
  for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
    copyFileSync(join(workspaceFolder, lockFile), join(app.outdir, 'stacks', stack.node.id, name));
  }
}
