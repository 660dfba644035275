import { runRuntime, runtimeParts } from './runtime-bootstrap.js';

/**
 * The runtime's program as the text of an ES module. It is written to a file at start, so that it is there whether this
 * package runs from its sources or out of a bundle.
 */
export function runtimeSource(): string {
  return [
    "import { existsSync } from 'node:fs';",
    "import { pathToFileURL } from 'node:url';",
    "import { format } from 'node:util';",
    ...runtimeParts.map(String),
    `${runRuntime.name}({`,
    '  process,',
    '  console,',
    '  importModule: (path) => import(pathToFileURL(path).href),',
    '  exists: existsSync,',
    '  format,',
    '});',
    '',
  ].join('\n');
}
