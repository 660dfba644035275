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
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve();
      });
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      resolve();
    });
  });
}
