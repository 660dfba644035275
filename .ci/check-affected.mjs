// Checks which projects Nx considers affected by an edit of one file.
import { execFileSync } from 'node:child_process';
import { deepStrictEqual } from 'node:assert/strict';

/** Edited file: exactly the projects that must be affected. */
const expectations = {
  'packages/record-codec/src/index.ts': [
    'canary',
    'cli',
    'console',
    'consumer',
    'docs',
    'fault-injection',
    'foreign-readers',
    'ingest',
    'kcl-consumer',
    'ledger',
    'producer',
    'reconciler',
    'record-codec',
    'recovery',
  ],
  'apps/consumer/src/handler.ts': ['consumer', 'ingest'],
  'apps/producer/src/handler.ts': ['ingest', 'producer'],
  'apps/reconciler/src/handler.ts': ['ingest', 'reconciler'],
  'apps/canary/src/handler.ts': ['canary', 'ingest'],
  'cdktf.json': ['ingest'],
  'README.md': [],
  'apps/docs/concepts.md': ['docs'],
  'packages/record-codec/FORMAT.md': [],
};

for (const [file, projects] of Object.entries(expectations)) {
  const answer = execFileSync('npx', ['nx', 'show', 'projects', '--affected', '--json', `--files=${file}`], {
    encoding: 'utf8',
  });
  const affected = JSON.parse(answer).map((/** @type {string} */ name) => name.replace('@headwaters/', ''));
  deepStrictEqual(affected.sort(), projects, `an edit of ${file}`);
  process.stdout.write(`${file} -> ${projects.join(', ') || 'nothing'}\n`);
}
