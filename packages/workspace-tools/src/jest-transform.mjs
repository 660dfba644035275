// Jest transform for TypeScript: compiles each file to CommonJS with esbuild.
// It does not hoist `jest.mock`: inject dependencies or use `jest.spyOn`.
import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

const options = /** @type {const} */ ({
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  // Jest can't run a native import(): it becomes a require.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
});

/** @type {import('@jest/transform').SyncTransformer} */
const transformer = {
  process: (source, path) => ({ code: transformSync(source, { ...options, sourcefile: path }).code }),
  // Instrumented code (for coverage) has its own cache entries.
  getCacheKey: (source, path, { instrument }) =>
    createHash('sha256')
      .update(JSON.stringify([version, options, path, instrument]))
      .update(source)
      .digest('hex'),
};

// eslint-disable-next-line no-restricted-exports -- jest takes a transform by its default export alone
export default transformer;
