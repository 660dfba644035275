import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { partitioningOf } from '../../src/publication/partitioner.js';

const of = (variables: Record<string, string>) =>
  partitioningOf(parseProducerEnvironment({ STREAM_NAME: 'records', ...variables }));

describe('partitioningOf', () => {
  it('is by object unless said otherwise', () => {
    expect(of({})).toEqual({ strategy: 'object' });
  });

  it('is by field and slots', () => {
    const variables = { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/user', PARTITION_SLOTS: '32' };
    expect(of(variables)).toEqual({ strategy: 'field', field: '/user', slotCount: 32 });
  });
});
