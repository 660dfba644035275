import { describe, expect, it } from '@jest/globals';
import { traceWords } from '../../src/pipeline/stack-options.js';

const names = {
  ledgerBucket: 'ledger',
  failuresBucket: 'failures',
  consumers: [
    { name: 'archive', functionName: 'c-archive' },
    { name: 'audit', functionName: 'c-audit' },
  ],
  region: 'eu-west-1',
};

describe('traceWords', () => {
  it('is empty for the default stack, which trace reads too', () => {
    expect(traceWords({}, names)).toEqual([]);
  });

  it.each([
    ['cdktf.out/stacks/ingest-prod', 'cdktf.out/stacks/ingest-prod'],
    ['/a b/stack', "'/a b/stack'"],
    ["it's/$HOME", `'it'\\''s/$HOME'`],
  ])('names the stack %s as a shell reads it', (stack, word) => {
    expect(traceWords({ stack }, names)).toEqual(['--stack', word]);
  });

  it('names the buckets and consumers of a deployed state', () => {
    expect(traceWords({ stack: 'folder', state: 'state.json' }, names).join(' ')).toBe(
      '--ledger-bucket ledger --failures-bucket failures --consumer archive=c-archive --consumer audit=c-audit --',
    );
  });
});
