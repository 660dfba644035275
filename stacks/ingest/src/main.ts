import { fileURLToPath } from 'node:url';
import { App } from 'cdktf';
import { dev } from './environments/dev.js';
import { IngestStack } from './ingest-stack.js';
import { parseSettings } from './settings/ingest-settings.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const environments = [dev];

const app = new App();
for (const environment of environments) {
  const settings = parseSettings(environment);
  new IngestStack(app, `ingest-${settings.environment}`, { settings, workspaceFolder });
}
app.synth();
