import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The scopes of the SDK's packages. Nothing else of this workspace may be visible to a function. */
const scopes = ['@aws-sdk', '@smithy'];

/**
 * Makes the AWS SDK for JavaScript v3 of this workspace resolvable for the functions in a folder: Lambda's Node.js runtimes
 * include it, so archives may leave it out. What a function brings along in its own `node_modules` wins. Node.js looks for
 * imported packages in the `node_modules` of every parent folder; `NODE_PATH` would work for `require` only.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html; that the runtimes of Node.js include one also
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (read 2026-11-29).
 *
 * @param folder - The folder with one folder for each function.
 */
export async function linkRuntimeSdk(folder: string): Promise<void> {
  const target = join(folder, 'node_modules');
  const source = workspaceModules();
  if (source === undefined) return;
  await mkdir(target, { recursive: true });
  for (const scope of scopes) {
    const link = join(target, scope);
    // A data folder that is used again has the link of an earlier run.
    await rm(link, { force: true });
    await symlink(join(source, scope), link, 'dir');
  }
}

/** The `node_modules` that has the SDK; `undefined` outside of the workspace, where the program may run as one file. */
function workspaceModules(): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve('@aws-sdk/client-s3');
    return file.slice(0, file.lastIndexOf(join('@aws-sdk', 'client-s3')));
  } catch {
    return undefined;
  }
}
