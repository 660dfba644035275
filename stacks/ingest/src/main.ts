import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StackError } from '@headwaters/terraform-stack';
import { dev } from './environments/dev.js';
import { prod } from './environments/prod.js';
import { checkAllListed } from './listed-environments.js';
import { synthesizeEnvironments } from './synthesize-environments.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

try {
  const environments = [dev, prod];
  checkAllListed(environments, join(workspaceFolder, 'stacks/ingest/src/environments'));
  synthesizeEnvironments(environments, { workspaceFolder });
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
