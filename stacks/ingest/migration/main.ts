// Usage: migrate:cdktn [--dry-run]
import { parseArgs } from 'node:util';
import { filesToMigrate, migrateToCdktn } from './migrate-to-cdktn.js';

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const workspaceFolder = process.cwd();
const dryRun = values['dry-run'];
const changes = migrateToCdktn({ workspaceFolder, files: filesToMigrate(workspaceFolder), dryRun });

for (const { file, line, before, after } of changes) {
  process.stdout.write(`${file}:${line}\n- ${before}\n+ ${after}\n`);
}
const fileCount = new Set(changes.map(({ file }) => file)).size;
process.stdout.write(
  `${changes.length} lines in ${fileCount} files ${dryRun ? 'would change' : 'changed'}.\n`,
);
if (!dryRun && fileCount > 0) {
  process.stdout.write('Now run `npm install` on Node 22.19 or later, then `npm test`.\n');
}
