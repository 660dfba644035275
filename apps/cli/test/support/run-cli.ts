import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built `headwaters` program. */
export const builtProgram = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program in `cwd`, with no variable but PATH and those in `variables`. */
export async function runCli(
  words: readonly string[],
  { cwd, variables = {} }: { cwd?: string; variables?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [builtProgram, ...words], {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env['PATH'], ...variables },
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}
