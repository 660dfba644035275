import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '@headwaters/local-services';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { FunctionFailure, InvocationRequest } from '../invocation/function-invoker.js';
import { traceHeader } from '../invocation/trace-header.js';
import { describeExit, timedOutFailure } from './runtime-failures.js';
import type { InvokeMessage, RuntimeMessage } from './runtime.js';

/**
 * Duration of the init phase that does not count towards the function's timeout.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (read 2026-11-23).
 */
const maxInitSeconds = 10;

/** Options of an {@link ExecutionEnvironment}. */
interface EnvironmentOptions {
  readonly plan: FunctionPlan;
  /** The Node.js binary that runs the function. */
  readonly nodePath: string;
  /** Path of the runtime's program. */
  readonly runtimePath: string;
  /** The folder with the function's code. */
  readonly taskRoot: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** The time that the function's `Date` shows at the start of an invocation. Default: the machine's. */
  readonly functionTime?: Pick<Clock, 'now'> | undefined;
  /** Called for each line that the function writes, with the request id of the invocation in progress, if any. */
  readonly onLine: (line: string, requestId: string | undefined) => void;
}

/** The result of one invocation in an environment. After a `fatal` failure the process has ended. */
export type EnvironmentResult =
  | { readonly kind: 'succeeded'; readonly payload: string; readonly maxMemoryBytes: number }
  | {
      readonly kind: 'failed';
      readonly failure: FunctionFailure;
      readonly maxMemoryBytes: number;
      readonly fatal: boolean;
    };

/** Input of one invocation in an environment. */
interface EnvironmentRequest extends Pick<
  InvocationRequest,
  'requestId' | 'payload' | 'hops' | 'timeoutSeconds' | 'clientContext'
> {
  /** The ARN that was invoked, with its version or alias if it has one. */
  readonly functionArn: string;
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One process of a function. Runs one invocation at a time and stays warm between invocations. */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #child: ChildProcess;
  /** Resolves when the process has ended and all its output was read. */
  readonly #exited: Promise<Exit>;
  readonly #ready: Promise<FunctionFailure | undefined>;
  #requestId: string | undefined;
  /** The runtime writes this line to stdout and stderr after the handler. It ends the output of an invocation. */
  #outputMark = '';
  #marksAwaited = 0;
  #onMarks: () => void = () => undefined;
  #onMessage: (message: RuntimeMessage) => void = () => undefined;
  #maxMemoryBytes = 0;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    const { plan, nodePath, runtimePath, functionTime } = options;
    const startTime = functionTime === undefined ? [] : [String(functionTime.now())];
    this.#child = spawn(
      nodePath,
      [`--max-old-space-size=${plan.memoryMegabytes}`, runtimePath, ...startTime],
      { cwd: options.taskRoot, env: options.variables, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    const outputs = [this.#child.stdout, this.#child.stderr].map((output) => this.#read(output));
    this.#exited = this.#awaitExit(outputs);
    this.#child.on('message', (message: RuntimeMessage) => {
      this.#onMessage(message);
    });
    this.#ready = this.#awaitReady();
  }

  /** Whether the process is running. It may have ended between invocations. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the handler is loaded, with `undefined` or with the failure. */
  ready(): Promise<FunctionFailure | undefined> {
    return this.#ready;
  }

  /** Runs one invocation. The environment must be ready and idle. Failures are results: it never rejects. */
  async invoke({
    requestId,
    functionArn,
    payload,
    hops = 0,
    timeoutSeconds = this.#options.plan.timeoutSeconds,
    clientContext,
  }: EnvironmentRequest): Promise<EnvironmentResult> {
    this.#requestId = requestId;
    this.#outputMark = `\u0000${requestId}`;
    const marks = this.#awaitMarks();
    const answered = new Promise<RuntimeMessage>((resolve) => (this.#onMessage = resolve));
    this.#send({ requestId, functionArn, payload, timeoutSeconds, hops, clientContext });
    const { deadline, cancel } = this.#startDeadline(timeoutSeconds);
    const first = await Promise.race([answered, deadline, this.#exited]);
    cancel();
    if (first === 'timedOut') return await this.#timeOut(requestId, timeoutSeconds);
    if (!('kind' in first)) return this.#fatal(describeExit(requestId, first));
    await Promise.race([marks, this.#exited]);
    this.#requestId = undefined;
    return this.#answer(first);
  }

  /** Kills the process. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #answer(message: RuntimeMessage): EnvironmentResult {
    if (message.kind === 'succeeded' || message.kind === 'failed') {
      this.#maxMemoryBytes = message.maxMemoryBytes;
      return message;
    }
    return this.#fatal({
      errorType: 'Runtime.Unknown',
      errorMessage: 'The runtime sent an unknown message.',
    });
  }

  #fatal(failure: FunctionFailure): EnvironmentResult {
    return { kind: 'failed', failure, maxMemoryBytes: this.#maxMemoryBytes, fatal: true };
  }

  async #timeOut(requestId: string, timeoutSeconds: number): Promise<EnvironmentResult> {
    await this.stop();
    return this.#fatal(timedOutFailure(requestId, timeoutSeconds));
  }

  #send(options: EnvironmentRequest & { readonly timeoutSeconds: number; readonly hops: number }): void {
    const startMillis = (this.#options.functionTime ?? Date).now();
    const message: InvokeMessage = {
      kind: 'invoke',
      requestId: options.requestId,
      functionArn: options.functionArn,
      payload: options.payload,
      startMillis,
      deadlineMillis: startMillis + options.timeoutSeconds * 1_000,
      traceHeader: traceHeader(options.requestId, options.hops + 1),
      outputMark: `${this.#outputMark}\n`,
      ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
    };
    // If the process has already ended, its exit is reported instead.
    this.#child.send(message, () => undefined);
  }

  #startDeadline(seconds: number): { readonly deadline: Promise<'timedOut'>; readonly cancel: () => void } {
    let cancel = (): void => undefined;
    const deadline = new Promise<'timedOut'>((resolve) => {
      cancel = this.#options.clock.setTimeout(() => {
        resolve('timedOut');
      }, seconds * 1_000);
    });
    return { deadline, cancel };
  }

  async #awaitReady(): Promise<FunctionFailure | undefined> {
    const { timeoutSeconds } = this.#options.plan;
    const answered = new Promise<RuntimeMessage>((resolve) => (this.#onMessage = resolve));
    const { deadline, cancel } = this.#startDeadline(maxInitSeconds + timeoutSeconds);
    const first = await Promise.race([answered, deadline, this.#exited]);
    cancel();
    if (first === 'timedOut') return timedOutFailure('init', maxInitSeconds + timeoutSeconds);
    if (!('kind' in first)) return describeExit('init', first);
    return first.kind === 'initFailed' ? first.failure : undefined;
  }

  #awaitExit(outputs: readonly Promise<void>[]): Promise<Exit> {
    return new Promise((resolve) => {
      const settle = (exit: Exit): void => {
        void Promise.all(outputs).then(() => {
          resolve(exit);
        });
      };
      this.#child.once('exit', (code, signal) => {
        settle({ code, signal });
      });
      // The Node.js binary can't be started.
      this.#child.once('error', () => {
        settle({ code: 127, signal: null });
      });
    });
  }

  #read(output: Readable | null): Promise<void> {
    if (output === null) return Promise.resolve();
    return readLines(output, (line) => {
      const marked = this.#outputMark !== '' && line.endsWith(this.#outputMark);
      const text = marked ? line.slice(0, -this.#outputMark.length) : line;
      if (!marked || text !== '') this.#options.onLine(text, this.#requestId);
      if (marked) this.#marksAwaited -= 1;
      if (marked && this.#marksAwaited === 0) this.#onMarks();
    });
  }

  #awaitMarks(): Promise<void> {
    this.#marksAwaited = 2;
    return new Promise((resolve) => (this.#onMarks = resolve));
  }
}

/**
 * Calls `onLine` for each line of a stream, without its line feed, and for an unterminated last line. Resolves at the end.
 * A carriage return inside a line becomes a line feed: the runtime writes it for a line feed inside one log message.
 */
function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let incomplete = '';
  const emit = (line: string): void => {
    onLine(line.replace(/\r$/, '').replaceAll('\r', '\n'));
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (incomplete + decoder.write(chunk)).split('\n');
    incomplete = lines.pop() ?? '';
    lines.forEach(emit);
  });
  return new Promise((resolve) => {
    stream.once('close', () => {
      const last = incomplete + decoder.end();
      if (last !== '') emit(last);
      resolve();
    });
  });
}
