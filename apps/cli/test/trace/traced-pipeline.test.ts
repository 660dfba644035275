import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findTracedPipeline } from '../../src/trace/traced-pipeline.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

/** The archive bucket of the second does not exist. */
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

describe('findTracedPipeline', () => {
  it('finds buckets, region and the consumers that write receipts in a synthesized stack', async () => {
    expect(await findTracedPipeline({ stack })).toEqual({
      ledgerBucket: 'ledger',
      failuresBucket: 'failures',
      consumers: [
        { name: 'sound', functionName: 'consumer-sound' },
        { name: 'broken', functionName: 'consumer-broken' },
      ],
      region: 'eu-west-1',
    });
  });

  it('finds all but the region in the outputs of a deployment', async () => {
    expect(await findTracedPipeline({ outputs: outputsFile(JSON.stringify(outputs)) })).toEqual({
      ledgerBucket: 'our-ledger',
      failuresBucket: 'our-failures',
      consumers: [
        { name: 'archive', functionName: 'f-archive' },
        { name: 'audit', functionName: 'f-audit' },
      ],
      region: undefined,
    });
  });

  it('prefers options for single names to the stack', async () => {
    const options = { ledgerBucket: 'other', consumer: ['one=f-one'] };
    expect(await findTracedPipeline({ stack, ...options })).toMatchObject({
      ledgerBucket: 'other',
      failuresBucket: 'failures',
      consumers: [{ name: 'one', functionName: 'f-one' }],
    });
  });

  it('reads no stack if all names are given', async () => {
    const options = { ledgerBucket: 'a', failuresBucket: 'b', consumer: ['one=f-one'] };
    expect(await findTracedPipeline(options)).toMatchObject({ ledgerBucket: 'a', region: undefined });
  });

  it.each(['archive', 'archive=', '=f', 'a=b=c'])('rejects the consumer %s', async (consumer) => {
    await expect(findTracedPipeline({ stack, consumer: [consumer] })).rejects.toThrow(
      /must be NAME=FUNCTION/,
    );
  });

  it.each([
    ['invalid JSON', '{', /can't be read/],
    ['the outputs of another stack', '{}', /has no list consumer-functions/],
    [
      'no ledger bucket',
      JSON.stringify({ ...outputs, 'ledger-bucket': undefined }),
      /has no output ledger-bucket/,
    ],
  ])('rejects outputs with %s', async (_, content, sentence) => {
    await expect(findTracedPipeline({ outputs: outputsFile(content) })).rejects.toThrow(sentence);
  });
});
