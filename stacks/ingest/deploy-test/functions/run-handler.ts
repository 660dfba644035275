import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the handler gave, or the error that it threw. */
export type HandlerOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

export interface HandlerRun {
  /** The bundle's module, which exports `handler`. */
  readonly handlerFile: string;
  readonly functionArn: string;
  readonly event: unknown;
  /** All that the function sees of an environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs in a process of its own, as Lambda's runtime would: loads the handler, gives it the event, and tells the outcome. */
const runtime = `
process.once('message', async ({ handlerFile, functionArn, event }) => {
  const deadline = Date.now() + 60_000;
  const context = {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const outcome = await import(handlerFile)
    .then(({ handler }) => handler(event, context))
    .then((value) => ({ ok: true, value: value ?? null }))
    .catch((error) => ({ ok: false, errorType: error.name, errorMessage: String(error.message) }));
  process.send(outcome, () => process.exit());
});
`;

/** Gives a bundle one event. */
export async function runHandler({ variables, ...message }: HandlerRun): Promise<HandlerOutcome> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', runtime], {
    env: {
      PATH: process.env['PATH'],
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.send(message);
  const [outcome] = (await once(child, 'message')) as [HandlerOutcome];
  return outcome;
}
