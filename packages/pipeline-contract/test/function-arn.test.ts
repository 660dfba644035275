import { describe, expect, it } from '@jest/globals';
import { functionNameOfArn } from '@headwaters/pipeline-contract';

describe('functionNameOfArn', () => {
  it.each([
    'producer',
    'producer:live',
    'arn:aws:lambda:eu-west-1:123456789012:function:producer',
    'arn:aws:lambda:eu-west-1:123456789012:function:producer:7',
  ])('returns the name in %s', (reference) => {
    expect(functionNameOfArn(reference)).toBe('producer');
  });
});
