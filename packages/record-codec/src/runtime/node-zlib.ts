/**
 * Node's own zlib, loaded at its first use: that takes longer than to load all of this package, and who reads aggregates
 * and plain records alone never needs it.
 */
export function nodeZlib() {
  return process.getBuiltinModule('node:zlib');
}
