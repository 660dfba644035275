/** How a block's bytes are compressed. `none` is a gzip member of stored bytes: it reads like `gzip`. */
export type BlockCompression = 'zstd' | 'gzip' | 'none';
