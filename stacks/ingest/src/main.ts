import { fileURLToPath } from 'node:url';
import { StackError } from '@headwaters/terraform-stack';
import { dev } from './environments/dev.js';
import { prod } from './environments/prod.js';
import { synthesizeEnvironments } from './synthesize-environments.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

try {
  synthesizeEnvironments([dev, prod], { workspaceFolder });
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
