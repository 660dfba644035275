import { fileURLToPath } from 'node:url';
import { copyLockFile, SettingsError } from '@headwaters/terraform-stack';
import { App } from 'cdktf';
import { delivery } from './delivery.js';
import { parseDeliverySettings } from './delivery-settings.js';
import { DeliveryStack } from './delivery-stack.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

try {
  const settings = parseDeliverySettings(delivery);
  const app = new App();
  new DeliveryStack(app, 'delivery', settings);
  app.synth();
  copyLockFile(app, workspaceFolder);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\nThe settings are in stacks/delivery/src/delivery.ts.\n`);
  process.exitCode = 1;
}
