import { describe, expect, it, jest } from '@jest/globals';
import { S3Client } from '@aws-sdk/client-s3';
import { parseReconcilerEnvironment } from '../src/environment.js';
import { reconcileSource } from '../src/reconcile-source.js';
import { fakeS3 } from './fake-s3.js';
import { variables } from './variables.js';

const environment = parseReconcilerEnvironment(variables);
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

function run(keys: readonly string[], remainingMillis: number) {
  const s3 = new S3Client({ region: 'eu-west-1' });
  const stored = fakeS3(s3, keys);
  const logger = { info: jest.fn(), warn: jest.fn() };
  return { stored, logger, report: reconcileSource(environment, remainingMillis, { s3, clock, logger }) };
}

describe('reconcileSource', () => {
  it('ends with a partial report if less than a minute is left', async () => {
    const { stored, report } = run(['a.txt'], 59_000);
    expect(await report).toMatchObject({ isPartial: true, complete: false, counts: { versions: 0 } });
    expect(stored).toEqual([{ key: expect.any(String), body: expect.objectContaining({ isPartial: true }) }]);
  });

  it('stores and logs the first 1,000 findings, and counts all', async () => {
    const keys = Array.from({ length: 1_001 }, (_, index) => `${index}.txt`);
    const { logger, report } = run(keys, 900_000);
    const { findings, findingsOmitted, counts } = await report;
    expect([findings.length, findingsOmitted, counts.lostOrPending]).toEqual([1_000, 1, 1_001]);
    expect(logger.warn).toHaveBeenCalledTimes(1_000);
  });
});
