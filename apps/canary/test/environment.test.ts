import { describe, expect, it } from '@jest/globals';
import { EnvironmentError } from '@headwaters/pipeline-contract';
import { parseCanaryEnvironment } from '../src/environment.js';
import { variables } from './variables.js';

describe('parseCanaryEnvironment', () => {
  it('reads lists in JSON and has defaults', () => {
    expect(parseCanaryEnvironment(variables)).toEqual({
      ...variables,
      CONSUMERS: ['archive'],
      UPLOAD_FILTERS: [{ prefix: '', suffix: '.txt' }],
      METRICS_NAMESPACE: 'Headwaters',
      LOG_LEVEL: 'INFO',
    });
  });

  it('names every invalid variable, without its value', () => {
    const parse = () => parseCanaryEnvironment({ ...variables, CONSUMERS: '["a", 1]', CANARY_PREFIX: '' });
    expect(parse).toThrow(EnvironmentError);
    expect(parse).toThrow(/CONSUMERS.* must be a list in JSON.*CANARY_PREFIX is missing/);
  });
});
