/** The value of a condition key; `null` if the request does not have the key. */
type ContextValue = string | number | boolean | readonly string[] | null;

/**
 * The condition keys of a request, such as `aws:SourceArn`, whose names are case-insensitive. What a caller does not list is
 * unknown: AWS adds keys that the caller can't know.
 */
export type RequestContext = Readonly<Record<string, ContextValue>>;

/** The values of a key; `undefined` if the request does not have it. */
export function readContext(context: RequestContext, key: string): readonly string[] | 'unknown' | undefined {
  const [, value] = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase()) ?? [];
  if (value === undefined) return 'unknown';
  if (value === null) return undefined;
  return typeof value === 'object' ? value : [String(value)];
}
