import type { DeliverySettingsInput } from './delivery-settings.js';

/** Who may deploy what. Edit it once, then deploy this stack from a workstation: CI can't create its own roles. */
export const delivery = {
  repository: 'OWNER/REPOSITORY',
  region: 'us-east-1',
  stateBucket: 'headwaters-state-ACCOUNT-us-east-1',
  environments: [
    { name: 'dev', region: 'us-east-1' },
    { name: 'prod', region: 'us-east-1' },
  ],
} satisfies DeliverySettingsInput;
