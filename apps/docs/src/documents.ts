import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const generated = join('apps', 'docs', 'codec', 'api');

/** Paths of README.md, CONTRIBUTING.md and all pages of the site, from the root of the workspace. */
export function documents(): string[] {
  const pages = readdirSync('apps/docs', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(generated) && !path.includes('node_modules'))
    .sort();
  return ['README.md', 'CONTRIBUTING.md', ...pages];
}
