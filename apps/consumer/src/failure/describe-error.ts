/** Receipts, quarantined records and answers contain the message of an error of a sink, which may have any length. */
const maxMessageCharacters = 1_000;

/** Returns the code of an error, or its name if it has none, and its message, cut to 1,000 characters. */
export function describeError(error: Error): { code: string; message: string } {
  const { code } = error as { code?: unknown };
  return {
    code: typeof code === 'string' ? code : error.name,
    message: error.message.slice(0, maxMessageCharacters),
  };
}
