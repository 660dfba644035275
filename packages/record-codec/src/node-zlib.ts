/**
 * Node's own zlib, loaded at its first use: that takes longer than to load all of this package, and who reads aggregates
 * and plain records alone never needs it.
 */
export function nodeZlib() {
  return process.getBuiltinModule('node:zlib');
}

/** Tells whether the running Node has zstd: from 22.15 on (and 23.8). Node 20 has none. */
export function zstdIsAvailable(): boolean {
  return (nodeZlib() as Partial<ReturnType<typeof nodeZlib>>).zstdCompressSync !== undefined;
}
