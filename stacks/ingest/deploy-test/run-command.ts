import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Runs one of this workspace's built commands as its npm script does, and gives what it prints.
 *
 * @param projectFolder - Such as `packages/plan-check`.
 * @throws if it exits with anything but 0.
 */
export async function runCommand(
  projectFolder: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${projectFolder}/dist/main.mjs`, ...words],
    {
      cwd: workspaceFolder,
      env: { ...process.env, ...variables },
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stdout;
}
