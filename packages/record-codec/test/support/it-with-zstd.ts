import { it } from '@jest/globals';
import { zstdIsAvailable } from '@headwaters/record-codec';

if (!zstdIsAvailable()) {
  process.stderr.write(
    `NOT RUN on Node.js ${process.versions.node}: tests that need zstd. Run them on 22.15 or later.\n`,
  );
}

/** Declares a test that needs zstd. Without zstd in Node.js, the test is skipped and a note is printed to stderr. */
export const itWithZstd = zstdIsAvailable() ? it : it.skip;
