import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tracedPipeline } from '../../src/trace/traced-pipeline.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

/** The second archives to a bucket that is not there. */
const consumers = { sound: archivingTo('archive'), broken: archivingTo('absent') };

let folder: string;
let stack: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-outputs-'));
  stack = writePipelineStack({ consumers });
});
afterAll(() => {
  for (const temporary of [folder, stack]) rmSync(temporary, { recursive: true });
});

const outputs = {
  'ledger-bucket': { sensitive: false, type: 'string', value: 'our-ledger' },
  'failures-bucket': { sensitive: false, type: 'string', value: 'our-failures' },
  'consumer-names': { sensitive: false, type: ['tuple', ['string']], value: ['archive', 'audit'] },
  'consumer-functions': { sensitive: false, type: ['tuple', ['string']], value: ['f-archive', 'f-audit'] },
};

function outputsFile(content: string): string {
  const file = join(folder, 'outputs.json');
  writeFileSync(file, content);
  return file;
}

describe('tracedPipeline', () => {
  it('takes buckets, region and the consumers that write receipts from a synthesized stack', async () => {
    expect(await tracedPipeline({ stack })).toEqual({
      ledgerBucket: 'ledger',
      failuresBucket: 'failures',
      consumers: [
        { name: 'sound', functionName: 'consumer-sound' },
        { name: 'broken', functionName: 'consumer-broken' },
      ],
      region: 'eu-west-1',
    });
  });

  it('takes all from what a deployment puts out', async () => {
    expect(await tracedPipeline({ outputs: outputsFile(JSON.stringify(outputs)) })).toEqual({
      ledgerBucket: 'our-ledger',
      failuresBucket: 'our-failures',
      consumers: [
        { name: 'archive', functionName: 'f-archive' },
        { name: 'audit', functionName: 'f-audit' },
      ],
      region: undefined,
    });
  });

  it('lets single options win', async () => {
    const options = { ledgerBucket: 'other', consumer: ['one=f-one'] };
    expect(await tracedPipeline({ stack, ...options })).toMatchObject({
      ledgerBucket: 'other',
      failuresBucket: 'failures',
      consumers: [{ name: 'one', functionName: 'f-one' }],
    });
  });

  it('needs no stack if all is given', async () => {
    const options = { ledgerBucket: 'a', failuresBucket: 'b', consumer: ['one=f-one'] };
    expect(await tracedPipeline(options)).toMatchObject({ ledgerBucket: 'a', region: undefined });
  });

  it.each(['archive', 'archive=', '=f', 'a=b=c'])('refuses the consumer %s', async (consumer) => {
    await expect(tracedPipeline({ stack, consumer: [consumer] })).rejects.toThrow(/must be NAME=FUNCTION/);
  });

  it.each([
    ['no JSON', '{', /can't be read/],
    ['another stack', '{}', /has no list consumer-functions/],
    ['no ledger', JSON.stringify({ ...outputs, 'ledger-bucket': undefined }), /has no output ledger-bucket/],
  ])('refuses outputs with %s', async (_, content, sentence) => {
    await expect(tracedPipeline({ outputs: outputsFile(content) })).rejects.toThrow(sentence);
  });
});
