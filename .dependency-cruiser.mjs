// @ts-check
/** Folders of one project: `apps/producer/src/lane` for `apps/producer/src/lane/lane-writer.ts`. */
const folderOfProject = '^((?:apps|packages|stacks)/[^/]+)/src/';

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    {
      name: 'no-cycle-between-files',
      comment:
        'Files that import each other, by type or by value, can only be read together: merge them or move what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-between-folders',
      comment: 'Folders are layers too: data flows through them one way.',
      severity: 'error',
      scope: 'folder',
      from: { path: folderOfProject },
      to: { circular: true },
    },
    {
      name: 'no-import-of-the-server-by-the-page',
      comment: "The console's page and server share the contract alone.",
      severity: 'error',
      from: { path: '^apps/console/src/page' },
      to: { path: '^(apps/console/src/server|packages/)' },
    },
    {
      name: 'contract-imports-nothing',
      severity: 'error',
      from: { path: '^apps/console/src/contract' },
      to: { path: '^(apps/console/src/(server|page)|packages/)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['headwaters:source', 'import', 'default'],
    },
  },
};

// eslint-disable-next-line no-restricted-exports -- dependency-cruiser takes its configuration by default export alone
export default configuration;
