interface ErrorLine {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly error?: { readonly name?: unknown; readonly message?: unknown };
}

/**
 * The error that a structured log line tells of: the message of its `error`, else its own.
 *
 * @returns undefined if it is no JSON line of level ERROR.
 */
export function errorOfLogLine(line: string): string | undefined {
  if (!line.includes('"ERROR"')) return undefined;
  try {
    const { level, message, error } = JSON.parse(line.slice(line.indexOf('{'))) as ErrorLine;
    if (level !== 'ERROR') return undefined;
    if (typeof error?.message === 'string') {
      return typeof error.name === 'string' ? `${error.name}: ${error.message}` : error.message;
    }
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
