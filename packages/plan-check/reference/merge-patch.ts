import { isObject, type JsonObject } from '@headwaters/terraform-reader';

/** JSON Merge Patch, https://www.rfc-editor.org/rfc/rfc7396: null removes a member, a list replaces the one before. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const changed = Object.entries(patch).map(([name, value]): [string, unknown] => {
    const before = target[name];
    return [name, isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value];
  });
  const merged = Object.entries({ ...target, ...Object.fromEntries(changed) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}
