/** A record taken apart, nothing of it checked or decompressed yet. */
export interface BlockEnvelope {
  readonly compression: 'zstd' | 'gzip';
  /** The zstd frame, or deflate and its trailer. */
  readonly payload: Buffer;
  readonly metadata: Buffer;
}
