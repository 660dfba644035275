import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { prod } from '../src/environments/prod.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';
import { synthesize } from './synthesize.js';

const page = readFileSync(new URL('../../../apps/docs/deploy.md', import.meta.url), 'utf8');

describe('the page on deployment', () => {
  it('has an environment that is valid', async () => {
    const { lab } = await runTypeScript(namedFence(page, 'lab'));
    expect(parseSettings(lab as IngestSettingsInput).consumers).toHaveLength(1);
  });

  it('has settings of operators, the reconciler and the canary that fit to it', async () => {
    const { lab } = await runTypeScript(namedFence(page, 'lab'));
    const { operation } = await runTypeScript(namedFence(page, 'operation'));
    const settings = { ...(lab as IngestSettingsInput), ...(operation as Partial<IngestSettingsInput>) };
    expect(Object.keys(synthesize(settings).outputs())).toEqual(
      expect.arrayContaining(['operator-role-arn', 'canary-prefix']),
    );
  });

  it('has the statement for CloudWatch Logs that the own key policy has', () => {
    const shown = JSON.parse(namedFence(page, 'logs-key-policy')) as unknown;
    const filledIn = JSON.parse(
      JSON.stringify(shown)
        .replaceAll('REGION', 'us-east-1')
        .replaceAll('ACCOUNT', '111122223333')
        .replaceAll('headwaters-ingest-*', 'headwaters-ingest-prod-*'),
    ) as Record<string, unknown>;
    const own = synthesize(prod).keyPolicy().Statement;
    expect(own.find(({ Sid }) => Sid === 'EncryptLogs')).toEqual({ Sid: 'EncryptLogs', ...filledIn });
  });
});
