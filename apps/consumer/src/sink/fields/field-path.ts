import { isJsonObject, type JsonValue } from './json-value.js';

/** Returns the value at a JSON pointer (RFC 6901), or undefined if there is none. */
export function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  const names = pointer.split('/').slice(1);
  return names.reduce<JsonValue | undefined>(
    (value, name) => memberOf(value, name.replaceAll('~1', '/').replaceAll('~0', '~')),
    root,
  );
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (isJsonObject(value)) return value.get(name);
  if (!Array.isArray(value) || !/^(0|[1-9]\d*)$/.test(name)) return undefined;
  return (value as readonly JsonValue[])[Number(name)];
}
