/** The paths, such as `terraform/backend`, at which two JSON values differ. */
export function changedPaths(left: unknown, right: unknown, path: readonly string[] = []): string[] {
  if (!isObject(left) || !isObject(right)) return Object.is(left, right) ? [] : [path.join('/')];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => changedPaths(left[name], right[name], [...path, name]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
