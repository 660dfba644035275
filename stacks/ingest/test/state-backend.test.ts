import { describe, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { synthesize } from './synthesize.js';

describe('useState', () => {
  it('keeps local state beside the workspace, by a path that holds in any folder', () => {
    expect(synthesize().backend()).toEqual({ local: { path: '../../../terraform.ingest-test.tfstate' } });
  });

  it('keeps remote state encrypted, and locked while it is in use', () => {
    const state = { kind: 's3', bucket: 'our-state', region: 'eu-west-1' } as const;
    expect(synthesize({ ...dev, state }).backend()).toEqual({
      s3: {
        bucket: 'our-state',
        region: 'eu-west-1',
        key: 'ingest-test/terraform.tfstate',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });
});
