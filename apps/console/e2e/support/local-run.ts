import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PipelineShape } from '../../src/contract/pipeline.js';

const program = fileURLToPath(new URL('../../../cli/dist/main.mjs', import.meta.url));

/** The fields of `trace --json` that the tests read. */
export interface PrintedTrace {
  readonly complete: boolean;
  readonly consumers: readonly {
    readonly name: string;
    readonly gaps: readonly { readonly start: number; readonly end: number }[];
  }[];
}

/** A running pipeline with its console. */
export interface LocalRun {
  readonly consoleUrl: string;
  readonly processId: number;
  /** What it has printed. */
  output(): string;
  /** Runs `trace` for a file in the source bucket. */
  trace(key: string): Promise<PrintedTrace>;
  /** Closes its output pipe and waits for its exit code. */
  stopReading(): Promise<number | null>;
  /** Sends SIGINT and waits for the exit. */
  stop(): Promise<void>;
}

/** Starts the program behind `npm start`. */
export async function startLocalRun(): Promise<LocalRun> {
  const started = spawn('node', [program, 'start'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const consoleUrl = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const [, url] = /Console: (http:\S+)/.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    };
    started.stdout.on('data', read);
    started.stderr.on('data', read);
    started.once('exit', () => {
      reject(new Error(`The pipeline did not start:\n${output}`));
    });
  });
  return {
    consoleUrl,
    processId: started.pid ?? 0,
    output: () => output,
    trace: async (key) => {
      const response = await fetch(new URL('api/pipeline', consoleUrl));
      const { endpoint, sourceBucket } = (await response.json()) as PipelineShape;
      return printedTrace(`s3://${sourceBucket}/${key}`, endpoint);
    },
    stopReading: async () => {
      const ended = once(started, 'exit');
      started.stdout.destroy();
      const [code] = (await ended) as [number | null];
      return code;
    },
    stop: async () => {
      if (started.exitCode !== null) return;
      started.kill('SIGINT');
      await once(started, 'exit');
    },
  };
}

/** Accepts the exit codes for complete and incomplete. */
function printedTrace(uri: string, endpoint: string): Promise<PrintedTrace> {
  const env = { ...process.env, AWS_ENDPOINT_URL: endpoint };
  return new Promise((resolve, reject) => {
    execFile('node', [program, 'trace', uri, '--json'], { env }, (_, stdout, stderr) => {
      if (stdout === '') reject(new Error(`trace printed nothing but: ${stderr}`));
      else resolve(JSON.parse(stdout) as PrintedTrace);
    });
  });
}
