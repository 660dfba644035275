import { nodeZlib } from '../runtime/node-zlib.js';

/** Tells whether the running Node has zstd: from 22.15 on (and 23.8). Node 20 has none. */
export function zstdIsAvailable(): boolean {
  return (nodeZlib() as Partial<ReturnType<typeof nodeZlib>>).zstdCompressSync !== undefined;
}
