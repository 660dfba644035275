import { isObject } from '@headwaters/terraform-reader';

/**
 * Returns a JSON value whose keys with dots are objects in objects: `{ "a.b": 1 }` is `{ "a": { "b": 1 } }`, as EventBridge compares
 * patterns and events. Keys of a list's objects are changed, too.
 *
 * Source: LocalStack's snapshots of real AWS, test_events_patterns: dot_joining_event, dot_joining_pattern.
 */
export function splitJoinedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(splitJoinedKeys);
  if (!isObject(value)) return value;
  return Object.entries(value).reduce<Record<string, unknown>>(
    (object, [key, member]) => merge(object, key.split('.'), splitJoinedKeys(member)),
    {},
  );
}

/** Adds a member at a path. Two objects at one path become one. */
function merge(
  object: Readonly<Record<string, unknown>>,
  [key = '', ...rest]: readonly string[],
  member: unknown,
): Record<string, unknown> {
  const present = Object.hasOwn(object, key) ? object[key] : undefined;
  if (rest.length > 0) return withMember(object, key, merge(isObject(present) ? present : {}, rest, member));
  const isJoined = isObject(present) && isObject(member);
  return withMember(object, key, isJoined ? { ...present, ...member } : member);
}

/** Any name is a member, also `__proto__`. */
function withMember(
  object: Readonly<Record<string, unknown>>,
  key: string,
  member: unknown,
): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(object), [key, member]]);
}
