import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findUploadRule, type UploadRuleInput } from '@headwaters/pipeline-contract';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { prod } from '../src/environments/prod.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { parseSettings } from '../src/settings/parse-settings.js';

const page = readFileSync(new URL('../../../apps/docs/uploads.md', import.meta.url), 'utf8');

describe('the page on uploads', () => {
  it('has rules that are valid, and the narrower ones first', async () => {
    const shown = (await runTypeScript(namedFence(page, 'uploads'))) as Pick<
      IngestSettingsInput,
      'buckets'
    > & {
      uploads: UploadRuleInput[];
    };
    const { uploads, buckets } = shown;
    const settings = { ...prod, uploads, buckets: { ...prod.buckets, suffixes: undefined, ...buckets } };
    expect(parseSettings(settings as IngestSettingsInput).uploads).toEqual(uploads);
    const rules = ['tanks/a.csv', 'a.csv', 'events/a.gz', 'scans/a.zip', 'a.txt'].map((key) =>
      uploads.findIndex((rule) => rule === findUploadRule(uploads, key)),
    );
    expect(rules).toEqual([0, 1, 2, 3, -1]);
  });
});
