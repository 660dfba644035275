import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { type LocalServices, startLocalServices } from '@headwaters/local-services';
import { createLocalS3Client } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeJournal } from '../../../src/acceptance/changes/change-journal.js';
import { BucketPolicyDenial } from '../../../src/acceptance/changes/read-denial.js';
import { undoChange } from '../../../src/acceptance/changes/undo-change.js';
import { fakeClock } from '../../support/fake-clock.js';
import { fakeTarget } from '../../support/fake-target.js';

let folder: string;
let services: LocalServices;
let s3: S3Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-denial-'));
  services = await startLocalServices({ dataDirectory: folder });
  s3 = createLocalS3Client({ endpoint: services.endpoint, region: 'us-east-1' });
  await s3.send(new CreateBucketCommand({ Bucket: 'source' }));
});
afterAll(async () => {
  s3.destroy();
  await services.close();
  rmSync(folder, { recursive: true });
});

describe('BucketPolicyDenial', () => {
  it('is not run where policies have no effect, as in the local S3, and removes its statement', async () => {
    const context = { ...fakeTarget(), clients: { ...fakeTarget().clients, s3 }, clock: fakeClock() };
    const changes = new ChangeJournal({ file: undefined, undo: (change) => undoChange(context, change) });
    const denial = new BucketPolicyDenial({ ...context, s3, partition: 'aws', changes });
    const during = denial.during({ bucket: 'source', key: 'key' }, () => Promise.reject(new Error('ran')));
    await expect(during).rejects.toMatchObject({
      code: 'HEADWATERS_STEP_NOT_RUN',
      message: 'the bucket policy has no effect at this endpoint',
    });
    const policy = s3.send(new GetBucketPolicyCommand({ Bucket: 'source' }));
    await expect(policy).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });
});
