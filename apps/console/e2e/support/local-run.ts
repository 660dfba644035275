import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../cli/dist/main.mjs', import.meta.url));

/** A pipeline that runs, with its console. */
export interface LocalRun {
  readonly consoleUrl: string;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
}

/** Runs `npm start`'s own program. */
export async function startLocalRun(): Promise<LocalRun> {
  const process = spawn('node', [program, 'start'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const consoleUrl = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const [, url] = /Console: (http:\S+)/.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    };
    process.stdout.on('data', read);
    process.stderr.on('data', read);
    process.once('exit', () => {
      reject(new Error(`The pipeline did not start:\n${output}`));
    });
  });
  return {
    consoleUrl,
    stop: async () => {
      if (process.exitCode !== null) return;
      process.kill('SIGINT');
      await once(process, 'exit');
    },
  };
}
