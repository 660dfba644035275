/**
 * Returns `node:zlib`, loaded on first use: loading it takes longer than loading this package, and programs that decode
 * only aggregates and plain records never need it.
 */
export function nodeZlib() {
  return process.getBuiltinModule('node:zlib');
}

/** Returns whether the running Node.js supports zstd: from 22.15 on (on 23: from 23.8 on). Node.js 20 does not. */
export function zstdIsAvailable(): boolean {
  return (nodeZlib() as Partial<ReturnType<typeof nodeZlib>>).zstdCompressSync !== undefined;
}
