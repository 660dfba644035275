import { jest } from '@jest/globals';
import { runProgram } from '../../src/program.js';
import type { CliResult } from './run-cli.js';

/**
 * Like {@link runCli}, but runs the source in the process of the test, which is faster than starting one. Each command also has tests
 * of the built program.
 */
export async function runInProcess(
  words: readonly string[],
  { variables = {} }: { variables?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  const { exitCode, env } = process;
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  Object.assign(process, { exitCode: undefined, env: { PATH: env['PATH'], ...variables } });
  try {
    await runProgram(words);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    Object.assign(process, { exitCode, env });
    for (const output of [stdout, stderr]) output.end();
  }
}

/** Collects what is written to a stream, instead of writing it. */
function capture(stream: NodeJS.WriteStream): { text: () => string; end: () => void } {
  let written = '';
  const write = jest.spyOn(stream, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
  return {
    text: () => written,
    end: () => {
      write.mockRestore();
    },
  };
}
