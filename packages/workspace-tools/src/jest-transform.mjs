// Lets jest read TypeScript: one esbuild call a file, to CommonJS, with nothing to configure.
// It does not hoist `jest.mock`: pass collaborators in, or use `jest.spyOn`.
import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

const options = /** @type {const} */ ({
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
});

/** @type {import('@jest/transform').SyncTransformer} */
const transformer = {
  process: (source, path) => ({ code: transformSync(source, { ...options, sourcefile: path }).code }),
  // What is instrumented for coverage is cached apart from what is not.
  getCacheKey: (source, path, { instrument }) =>
    createHash('sha256')
      .update(JSON.stringify([version, options, path, instrument]))
      .update(source)
      .digest('hex'),
};

// eslint-disable-next-line no-restricted-exports -- jest takes a transform by its default export alone
export default transformer;
