import { defineConfig } from 'vitepress';

/** The last column of a table stays readable; a table that is too wide scrolls. */
const tableStyle = `
  .vp-doc table th, .vp-doc table td { padding: 8px 10px; }
  .vp-doc table td:last-child { min-width: 13rem; }
`;

// eslint-disable-next-line no-restricted-exports -- VitePress takes a configuration by its default export alone
export default defineConfig({
  title: 'Headwaters',
  description: 'Files in, a stream out: S3 uploads become records on an encrypted Kinesis data stream.',
  base: process.env['DOCS_BASE'] ?? '/',
  head: [
    // No icon: without this, browsers request /favicon.ico.
    ['link', { rel: 'icon', href: 'data:,' }],
    ['style', {}, tableStyle],
  ],
  /** The tables of these pages need the width of the outline. */
  transformPageData: ({ relativePath, frontmatter }) => {
    if (['claims.md', 'settings.md'].includes(relativePath)) frontmatter['aside'] = false;
  },
  cleanUrls: true,
  ignoreDeadLinks: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    nav: [
      { text: 'Get started', link: '/getting-started' },
      { text: 'Deploy', link: '/deploy' },
      { text: 'Codec', link: '/codec/' },
      { text: 'Glossary', link: '/glossary' },
    ],
    sidebar: [
      {
        text: 'Use',
        items: [
          { text: 'Getting started', link: '/getting-started' },
          { text: 'Concepts', link: '/concepts' },
          { text: 'Uploads', link: '/uploads' },
          { text: 'Formats and order', link: '/formats-and-order' },
          { text: 'Readers', link: '/readers' },
          { text: 'A consumer outside Lambda', link: '/kcl-consumer' },
          { text: 'Glossary', link: '/glossary' },
        ],
      },
      {
        text: 'Deploy',
        items: [
          { text: 'Deploy the stack', link: '/deploy' },
          { text: 'Settings', link: '/settings' },
          { text: 'Sinks', link: '/sinks' },
          { text: 'Security', link: '/security' },
          { text: 'Plan check', link: '/plan-check' },
          { text: 'Plan check rules', link: '/plan-check-rules' },
          { text: 'Cost', link: '/cost' },
          { text: 'Deploy from CI', link: '/delivery' },
          { text: 'Leaving cdktf', link: '/leaving-cdktf' },
        ],
      },
      {
        text: 'Operate',
        items: [
          { text: 'Operate the pipeline', link: '/operate' },
          { text: 'Runbook', link: '/runbook' },
          { text: 'Trace a file', link: '/trace' },
          { text: 'Repair and refill', link: '/recovery' },
          { text: 'Query', link: '/query' },
        ],
      },
      {
        text: 'Codec',
        items: [
          { text: 'Overview', link: '/codec/' },
          { text: 'Format specification', link: '/codec/FORMAT' },
          { text: 'API', link: '/codec/api/' },
        ],
      },
      {
        text: 'Test',
        items: [
          { text: 'How it is tested', link: '/trust' },
          { text: 'Acceptance run', link: '/acceptance' },
          { text: 'Claims about AWS', link: '/claims' },
          { text: 'Simulator', link: '/simulate' },
          { text: 'Local services', link: '/local-services' },
          { text: 'Every order of events', link: '/explore' },
          { text: 'Fault injection', link: '/faults' },
          { text: 'Performance', link: '/performance' },
        ],
      },
      {
        text: 'Develop',
        items: [
          { text: 'Extend', link: '/extend' },
          { text: 'Decisions', link: '/decisions' },
        ],
      },
    ],
  },
});
