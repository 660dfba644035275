import zlib from 'node:zlib';

/** Tells whether the running Node has zstd: from 22.15 on (and 23.8). Node 20 has none. */
export function zstdIsAvailable(): boolean {
  return (zlib as Partial<typeof zlib>).zstdCompressSync !== undefined;
}
