import { it } from '@jest/globals';
import { zstdIsAvailable } from '@headwaters/record-codec';

if (!zstdIsAvailable()) {
  process.stderr.write(
    `NOT RUN on Node ${process.versions.node}: tests that need zstd. Run them on Node >= 22.15.\n`,
  );
}

/** A test that needs zstd. Where the running Node has none it is listed as skipped, and said so on stderr. */
export const itWithZstd = zstdIsAvailable() ? it : it.skip;
