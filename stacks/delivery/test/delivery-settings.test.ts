import { describe, expect, it } from '@jest/globals';
import { delivery } from '../src/delivery.js';
import { type DeliverySettingsInput, parseDeliverySettings } from '../src/delivery-settings.js';
import { settings } from './synthesize.js';

const parsing = (changes: Partial<DeliverySettingsInput>) => () =>
  parseDeliverySettings({ ...settings, ...changes });

describe('parseDeliverySettings', () => {
  it('refuses the placeholder, which would trust a foreign repository', () => {
    expect(() => parseDeliverySettings(delivery)).toThrow(
      'repository is "OWNER/REPOSITORY": set it to the GitHub repository that may deploy, as owner/name.',
    );
  });

  it.each(['acme', 'acme/', '/headwaters', 'acme/*', 'acme/head:waters', '-acme/x', 'acme/head waters'])(
    'refuses the repository "%s"',
    (repository) => {
      expect(parsing({ repository })).toThrow('repository is');
    },
  );

  it('refuses an empty list of environments', () => {
    expect(parsing({ environments: [] })).toThrow('environments is []: add an environment.');
  });

  it('refuses a misspelled setting', () => {
    expect(parsing({ repo: 'acme/x' } as never)).toThrow('repo is "acme/x": remove it or correct its name');
  });
});
