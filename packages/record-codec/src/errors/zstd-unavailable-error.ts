import { RecordCodecError } from './record-codec-error.js';

/** The running Node has no zstd. The record is sound: read it again on a Node that has it. */
export class ZstdUnavailableError extends RecordCodecError {
  override readonly name = 'ZstdUnavailableError';
  readonly code = 'HEADWATERS_ZSTD_UNAVAILABLE';

  constructor() {
    super(
      `Node ${process.versions.node} has no zstd. Run Node >= 22.15 (on 22) or >= 23.8, or write blocks with compression 'gzip'.`,
    );
  }
}
