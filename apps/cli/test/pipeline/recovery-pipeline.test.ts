import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findRecoveryPipeline } from '../../src/pipeline/recovery-pipeline.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

const folder = mkdtempSync(join(tmpdir(), 'headwaters-outputs-'));
const file = join(folder, 'outputs.json');
const stack = writePipelineStack({ consumers: { archive: archivingTo('archive') } });
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(stack, { recursive: true });
});

const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream';
const required = {
  'source-bucket': 'source',
  'ledger-bucket': 'ledger',
  'failures-bucket': 'failures',
  'stream-name': 'stream',
  'stream-arn': streamArn,
  'producer-function': 'producer',
  'consumer-names': ['one', 'two'],
  'consumer-functions': ['function-one', 'function-two'],
  'consumer-mapping-ids': ['mapping-one', 'mapping-two'],
  'upload-filters': [{ prefix: 'in/', suffix: '.txt' }],
};

const findBy = (outputs: object) => {
  const content = Object.fromEntries(
    Object.entries(outputs as Record<string, unknown>).map(([name, value]) => [name, { value }]),
  );
  writeFileSync(file, JSON.stringify(content));
  return findRecoveryPipeline({ outputs: file });
};

describe('findRecoveryPipeline', () => {
  it('reads a deployed pipeline from its outputs, without those that a stack need not have', async () => {
    expect(await findBy(required)).toEqual({
      sourceBucket: 'source',
      ledgerBucket: 'ledger',
      failuresBucket: 'failures',
      archiveBucket: undefined,
      archiveConsumer: undefined,
      streamName: 'stream',
      streamArn,
      retentionHours: undefined,
      producer: { functionName: 'producer', qualifier: undefined },
      consumers: [
        { name: 'one', functionName: 'function-one', qualifier: undefined, mappingIds: ['mapping-one'] },
        { name: 'two', functionName: 'function-two', qualifier: undefined, mappingIds: ['mapping-two'] },
      ],
      uploadFilters: [{ prefix: 'in/', suffix: '.txt' }],
      receiptDays: undefined,
      canaryPrefix: undefined,
    });
  });

  it('reads the alias, the archive, the canary and how long receipts and records are kept', async () => {
    const optional = {
      'function-alias': 'live',
      'archive-bucket': 'archive',
      'archive-consumer': 'one',
      'canary-prefix': 'canary/',
      'receipt-days': 90,
      'retention-hours': 48,
    };
    expect(await findBy({ ...required, ...optional })).toMatchObject({
      producer: { qualifier: 'live' },
      consumers: [{ qualifier: 'live' }, { qualifier: 'live' }],
      archiveBucket: 'archive',
      archiveConsumer: 'one',
      canaryPrefix: 'canary/',
      receiptDays: 90,
      retentionHours: 48,
    });
  });

  it.each([
    ['an output less', { ...required, 'stream-arn': undefined }, /has no output stream-arn/],
    [
      'a consumer without a mapping',
      { ...required, 'consumer-mapping-ids': ['m'] },
      /no mapping of the consumer two/,
    ],
    ['other filters', { ...required, 'upload-filters': ['in/'] }, /has no list upload-filters/],
    [
      'receipt days that are no number',
      { ...required, 'receipt-days': '9' },
      /receipt-days of .* is not a number/,
    ],
  ])('rejects %s', async (_, outputs, message) => {
    await expect(findBy(outputs)).rejects.toThrow(message);
  });

  it('reads a synthesized stack', async () => {
    expect(await findRecoveryPipeline({ stack })).toMatchObject({
      sourceBucket: 'source',
      archiveConsumer: 'archive',
      consumers: [{ name: 'archive', functionName: 'consumer-archive' }],
    });
  });
});
