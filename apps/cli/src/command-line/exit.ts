/** Exit codes of every command. */
export const exitCodes = {
  ok: 0,
  /** The command ran and failed: a check does not hold, or AWS rejected a request. */
  failed: 1,
  /** The command could not run: a usage error, or a file, stack or bucket that cannot be read. */
  cannotRun: 2,
  /** Ctrl-C ended the command early: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** Resolves on SIGINT, on SIGTERM, and when the reader of standard output goes away, as after `| head`. */
export async function waitForInterrupt(): Promise<void> {
  await new Promise<void>((resolve) => {
    onInterrupt(resolve);
  });
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls a listener on the first SIGINT or SIGTERM, and when the reader of standard output goes away. A second signal ends the
 * process.
 *
 * @returns a function that stops listening.
 */
export function onInterrupt(listener: () => void): () => void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    listener();
  };
  for (const signal of signals) process.once(signal, listener);
  process.stdout.on('error', onError);
  return () => {
    for (const signal of signals) process.off(signal, listener);
    process.stdout.off('error', onError);
  };
}

/**
 * Ends the process when the reader of standard output goes away, as after `| head`. For a command that prints much and changes nothing.
 *
 * @returns a function that stops listening.
 */
export function endWithReader(): () => void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.interrupted);
  };
  process.stdout.on('error', onError);
  return () => process.stdout.off('error', onError);
}
