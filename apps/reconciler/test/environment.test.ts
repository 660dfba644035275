import { describe, expect, it } from '@jest/globals';
import { EnvironmentError } from '@headwaters/pipeline-contract';
import { parseReconcilerEnvironment } from '../src/environment.js';
import { variables } from './variables.js';

describe('parseReconcilerEnvironment', () => {
  it('reads lists in JSON and has defaults', () => {
    expect(parseReconcilerEnvironment(variables)).toEqual({
      ...variables,
      CONSUMERS: [{ name: 'archive', functionName: 'archive-function' }],
      UPLOAD_FILTERS: [{ prefix: '', suffix: '.txt' }],
      SINCE_DAYS: 7,
      METRICS_NAMESPACE: 'Headwaters',
      LOG_LEVEL: 'INFO',
    });
  });

  it('names every invalid variable, without its value', () => {
    const invalid = {
      ...variables,
      CONSUMERS: 'secret',
      SINCE_DAYS: '0',
      RECEIPT_DAYS: 'x',
      LEDGER_BUCKET: undefined,
    };
    const parse = () => parseReconcilerEnvironment(invalid);
    expect(parse).toThrow(EnvironmentError);
    expect(parse).toThrow(
      /LEDGER_BUCKET is missing.*CONSUMERS must be a list in JSON.*SINCE_DAYS must be at least 1 days.*RECEIPT_DAYS must be a whole number/,
    );
    expect(parse).not.toThrow(/secret/);
  });
});
