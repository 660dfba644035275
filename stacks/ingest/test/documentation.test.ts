import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { prod } from '../src/environments/prod.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';
import { synthesize } from './synthesize.js';

const page = readFileSync(new URL('../../../apps/docs/deploy.md', import.meta.url), 'utf8');

interface Policy {
  readonly Principal: { readonly Service: string };
  readonly Action: readonly string[];
  readonly Condition: { readonly ArnLike: Readonly<Record<string, string>> };
}

describe('the page on deployment', () => {
  it('has an environment that is valid', async () => {
    const { lab } = await runTypeScript(namedFence(page, 'lab'));
    expect(parseSettings(lab as IngestSettingsInput).consumers).toHaveLength(1);
  });

  it('has the statement for CloudWatch Logs that the own key policy has', () => {
    const shown = JSON.parse(namedFence(page, 'logs-key-policy')) as Policy;
    const own = synthesize(prod)
      .statements('key_policy')
      .find(({ sid }) => sid === 'EncryptLogs');
    const [variable = '', value = ''] = Object.entries(shown.Condition.ArnLike)[0] ?? [];
    const filledIn = (text: string) => text.replace('REGION', 'us-east-1').replace('ACCOUNT', '111122223333');
    expect(own).toMatchObject({
      actions: shown.Action,
      principals: [{ type: 'Service', identifiers: [filledIn(shown.Principal.Service)] }],
      condition: [
        {
          test: 'ArnLike',
          variable,
          values: [filledIn(value).replace('headwaters-ingest-*', 'headwaters-ingest-prod-*')],
        },
      ],
    });
  });
});
