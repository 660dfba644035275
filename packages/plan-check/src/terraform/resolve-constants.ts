import { isAttributes } from './attributes.js';

/** Values by `var.name` and `local.name`. */
export type Constants = ReadonlyMap<string, unknown>;

/** How far a local may refer to a local, and so on. */
const maxDepth = 8;

/** A value with each whole reference to a constant replaced by what that is; what is not known stays a reference. */
export function resolveConstants(value: unknown, constants: Constants, depth = 0): unknown {
  if (depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => resolveConstants(item, constants, depth));
  if (isAttributes(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, resolveConstants(item, constants, depth)]),
    );
  }
  const name = nameOf(value);
  return name !== undefined && constants.has(name)
    ? resolveConstants(constants.get(name), constants, depth + 1)
    : value;
}

/** What a value refers to, if it is a reference and nothing else. */
function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{((?:var|local)\.\w+)\}$/.exec(value)?.[1] : undefined;
}
