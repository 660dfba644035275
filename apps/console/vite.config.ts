import { defineConfig } from 'vite';

// eslint-disable-next-line no-restricted-exports -- Vite takes a configuration by its default export alone
export default defineConfig({
  root: 'src/page',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The page's Content-Security-Policy allows files of its own alone: nothing may be inlined.
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
