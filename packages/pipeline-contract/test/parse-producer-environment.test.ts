import { expect, it, describe } from '@jest/globals';
import { EnvironmentError, parseProducerEnvironment } from '@headwaters/pipeline-contract';

describe('parseProducerEnvironment', () => {
  it('fills in every default but the stream name', () => {
    expect(parseProducerEnvironment({ STREAM_NAME: 'records' })).toEqual({
      STREAM_NAME: 'records',
      CELL_BYTES: 786_432,
      RECORD_LAYOUT: 'lines',
      BLOCK_COMPRESSION: 'auto',
      PARTITION_STRATEGY: 'object',
      LOG_LEVEL: 'INFO',
      METRICS_NAMESPACE: 'Headwaters',
    });
  });

  it.each([
    ['1024', true],
    ['1023', false],
    ['1000000', true],
    ['1000001', false],
    ['12.5', false],
    ['1e6', false],
    ['-2048', false],
  ])('CELL_BYTES %s is accepted: %s', (cellBytes, accepted) => {
    const parse = () => parseProducerEnvironment({ STREAM_NAME: 'records', CELL_BYTES: cellBytes });
    if (accepted) expect(parse().CELL_BYTES).toBe(Number(cellBytes));
    else expect(parse).toThrow(/CELL_BYTES must be/);
  });

  it('names every variable at fault in one error, and no value', () => {
    const parse = () => parseProducerEnvironment({ CELL_BYTES: 'secret', BLOCK_COMPRESSION: 'secret' });
    expect(parse).toThrow(EnvironmentError);
    expect(parse).toThrow(/STREAM_NAME is missing.*CELL_BYTES must be.*BLOCK_COMPRESSION must be one of/);
    expect(parse).not.toThrow(/secret/);
  });
});
