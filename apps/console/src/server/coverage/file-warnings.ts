import type { FileWarning } from '../../contract/file-coverage.js';

/** Reads what a producer noticed about a file from its log: a line of JSON with the fields `warning`, `object` and `message`. */
export function readWarning(
  line: string,
): { readonly object: string; readonly warning: FileWarning } | undefined {
  if (!line.includes('"warning"')) return undefined;
  const { warning: code, object, message } = parseFields(line);
  if (typeof code !== 'string' || typeof object !== 'string' || typeof message !== 'string') return undefined;
  return { object, warning: { code, message } };
}

function parseFields(line: string): Readonly<Record<string, unknown>> {
  try {
    // The runtime may print a prefix before the JSON.
    return (JSON.parse(line.slice(Math.max(0, line.indexOf('{')))) ?? {}) as Readonly<
      Record<string, unknown>
    >;
  } catch {
    return {};
  }
}
