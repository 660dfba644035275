import { App } from 'cdktf';
import { SettingsError } from '@headwaters/terraform-stack';
import { delivery } from './delivery.js';
import { parseDeliverySettings } from './delivery-settings.js';
import { DeliveryStack } from './delivery-stack.js';

try {
  const settings = parseDeliverySettings(delivery);
  const app = new App();
  new DeliveryStack(app, 'delivery', settings);
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\nThe settings are in stacks/delivery/src/delivery.ts.\n`);
  process.exitCode = 1;
}
