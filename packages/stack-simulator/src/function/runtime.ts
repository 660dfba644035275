/* istanbul ignore file -- the code of the runtime is executed in another process, where coverage is not measured */
import type { FunctionFailure } from '../invocation/function-invoker.js';

/** The message that starts an invocation in a function's process. */
export interface InvokeMessage {
  readonly kind: 'invoke';
  readonly requestId: string;
  readonly functionArn: string;
  /** The event, as a JSON string. */
  readonly payload: string;
  readonly deadlineMillis: number;
  /** The time at which the invocation starts. Ignored unless the process was started with a time. */
  readonly startMillis: number;
  /** The X-Ray trace header, which the AWS SDK forwards. */
  readonly traceHeader: string;
  /** `context.clientContext`, as a JSON string. */
  readonly clientContext?: string;
  /** Written to stdout and stderr after the handler: all output before it belongs to this invocation. */
  readonly outputMark: string;
}

/** A message from a function's process. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly failure: FunctionFailure }
  | { readonly kind: 'succeeded'; readonly payload: string; readonly maxMemoryBytes: number }
  /** If `fatal`, the process exits after this message. */
  | {
      readonly kind: 'failed';
      readonly failure: FunctionFailure;
      readonly maxMemoryBytes: number;
      readonly fatal: boolean;
    };

/** The parts of Node.js that the runtime uses. Passed in, because its functions run outside of this module and can't import. */
interface RuntimeSystem {
  readonly process: NodeJS.Process;
  readonly console: Console;
  importModule(path: string): Promise<Record<string, unknown>>;
  exists(path: string): boolean;
  /** Reads a file as UTF-8. */
  read(path: string): string;
  format(...values: readonly unknown[]): string;
}

type Handler = (
  event: unknown,
  context: object,
  callback: (error: unknown, value: unknown) => void,
) => unknown;

/**
 * The Lambda runtime: loads the handler, then runs one invocation per message. A replacement of AWS's Node.js runtime,
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client.
 *
 * The source code of this function and of those below it is written to a file and runs in another process. They may use each
 * other and their parameters, but nothing else of this module.
 */
function runRuntime(system: RuntimeSystem): void {
  const { process } = system;
  const current = { requestId: '', outputMark: '' };
  const answer = (message: RuntimeMessage): void => {
    process.stdout.write(current.outputMark);
    process.stderr.write(current.outputMark);
    process.send?.(message);
  };
  const fail = (failure: FunctionFailure, fatal = false): void => {
    answer({ kind: 'failed', failure, fatal, maxMemoryBytes: peakMemoryBytes(system) });
  };
  const crash = (failure: FunctionFailure): void => {
    fail(failure, true);
    process.disconnect();
    process.exit(129);
  };
  const setTime = installTime(process.argv[2]);
  redirectConsole(system, current);
  process.on('disconnect', () => process.exit());
  process.on('uncaughtException', (error) => {
    crash(describeFailure(error));
  });
  process.on('unhandledRejection', (reason) => {
    crash({ ...describeFailure(reason), errorType: 'Runtime.UnhandledPromiseRejection' });
  });
  loadHandler(system).then(
    (handler) => {
      process.on('message', (message: InvokeMessage) => {
        setTime(message.startMillis);
        process.env['_X_AMZN_TRACE_ID'] = message.traceHeader;
        Object.assign(current, { requestId: message.requestId, outputMark: message.outputMark });
        invokeHandler(handler, message, process.env).then(
          (value) => {
            const payload = JSON.stringify(value ?? null);
            answer({ kind: 'succeeded', payload, maxMemoryBytes: peakMemoryBytes(system) });
          },
          (error: unknown) => {
            fail(describeFailure(error));
          },
        );
      });
      process.send?.({ kind: 'ready' } satisfies RuntimeMessage);
    },
    (error: unknown) => {
      process.send?.({ kind: 'initFailed', failure: describeFailure(error) } satisfies RuntimeMessage);
    },
  );
}

/**
 * Makes `Date` show the time of a simulation. Between two calls of the returned function, the time advances as in reality.
 *
 * @param startText - The time in milliseconds since 1970. Undefined: `Date` stays unchanged.
 * @returns A function that sets the time.
 */
function installTime(startText: string | undefined): (nowMillis: number) => void {
  if (startText === undefined) return () => undefined;
  const machineNow = Date.now;
  const now = (): number => machineNow() + aheadMillis;
  let aheadMillis = Number(startText) - machineNow();
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    apply: (type) => new type(now()).toString(),
    construct: (type, values, newTarget) =>
      Reflect.construct(type, values.length === 0 ? [now()] : values, newTarget) as Date,
  });
  Date.prototype.constructor = globalThis.Date;
  return (nowMillis) => {
    aheadMillis = nowMillis - machineNow();
  };
}

/**
 * Returns the largest memory that the process has had, in bytes. On Linux from `/proc`: `maxRSS` starts at the memory of the parent
 * process, because the kernel keeps the peak over an exec.
 *
 * Source: `exec_mmap` in https://github.com/torvalds/linux/blob/v6.1/fs/exec.c
 */
function peakMemoryBytes({ process, ...system }: RuntimeSystem): number {
  if (process.platform === 'linux') {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(system.read('/proc/self/status')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** Loads the function that `_HANDLER` names (`path/to/module.export`), as AWS does. */
async function loadHandler(system: RuntimeSystem): Promise<Handler> {
  const { LAMBDA_TASK_ROOT: root = '.', _HANDLER: handlerName = '' } = system.process.env;
  const directory = handlerName.slice(0, handlerName.lastIndexOf('/') + 1);
  const [moduleName = '', ...exportPath] = handlerName.slice(directory.length).split('.');
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => `${root}/${directory}${moduleName}${extension}`)
    .find((candidate) => system.exists(candidate));
  if (file === undefined) {
    const error = new Error(`Cannot find module '${directory}${moduleName}'`);
    throw Object.assign(error, { name: 'Runtime.ImportModuleError' });
  }
  const exported = await system.importModule(file);
  let found: unknown = exported['default'] ?? {};
  for (const source of [exported, found]) {
    found = exportPath.reduce<unknown>(
      (at, step) => (at as Record<string, unknown> | undefined)?.[step],
      source,
    );
    if (typeof found === 'function') return found as Handler;
  }
  const error = new Error(`${handlerName} is undefined or not exported`);
  throw Object.assign(error, { name: 'Runtime.HandlerNotFound' });
}

/** Runs the handler once. It may return a promise or take a callback. */
function invokeHandler(handler: Handler, message: InvokeMessage, env: NodeJS.ProcessEnv): Promise<unknown> {
  const context = {
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: message.requestId,
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    ...(message.clientContext !== undefined && {
      clientContext: JSON.parse(message.clientContext) as unknown,
    }),
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMillis - Date.now()),
  };
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, value: unknown): void => {
      if (error === null || error === undefined) resolve(value);
      else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
    };
    const returned = handler(JSON.parse(message.payload), context, callback);
    const isPromise = typeof (returned as PromiseLike<unknown> | undefined)?.then === 'function';
    if (isPromise || handler.length < 3) resolve(returned);
  });
}

/** Makes `console` write AWS's format: time, request id, level and message. Line feeds in a message become carriage returns. */
function redirectConsole(system: RuntimeSystem, current: { readonly requestId: string }): void {
  const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) {
    const write = (...values: readonly unknown[]): void => {
      const message = system.format(...values);
      const { requestId } = current;
      const timestamp = new Date().toISOString();
      const line =
        system.process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON'
          ? JSON.stringify({ timestamp, level, requestId, message })
          : [timestamp, requestId, level, message.replaceAll('\n', '\r')].join('\t');
      system.process.stdout.write(`${line}\n`);
    };
    Object.assign(system.console, { [method]: write });
  }
}

/** Describes a thrown value, as AWS's runtime does. */
function describeFailure(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** The functions of the runtime, in any order. */
const runtimeParts = [
  runRuntime,
  installTime,
  loadHandler,
  invokeHandler,
  redirectConsole,
  describeFailure,
  peakMemoryBytes,
] as const;

/**
 * Creates the source code of the runtime, an ES module. It is written to a file at start, so that it exists whether this package
 * runs from its sources or from a bundle.
 */
export function runtimeSource(): string {
  return [
    "import { existsSync, readFileSync } from 'node:fs';",
    "import { pathToFileURL } from 'node:url';",
    "import { format } from 'node:util';",
    ...runtimeParts.map(String),
    `${runRuntime.name}({`,
    '  process,',
    '  console,',
    '  importModule: (path) => import(pathToFileURL(path).href),',
    '  exists: existsSync,',
    "  read: (path) => readFileSync(path, 'utf8'),",
    '  format,',
    '});',
    '',
  ].join('\n');
}
