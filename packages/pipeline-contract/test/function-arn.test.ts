import { describe, expect, it } from '@jest/globals';
import { functionNameOfArn, parseFunctionReference } from '@headwaters/pipeline-contract';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:producer';

describe('functionNameOfArn', () => {
  it.each(['producer', 'producer:live', arn, `${arn}:7`])('returns the name in %s', (reference) => {
    expect(functionNameOfArn(reference)).toBe('producer');
  });
});

describe('parseFunctionReference', () => {
  it.each([
    { reference: 'producer', qualifier: undefined },
    { reference: 'producer:live', qualifier: 'live' },
    { reference: '123456789012:function:producer', qualifier: undefined },
    { reference: '123456789012:function:producer:live', qualifier: 'live' },
    { reference: arn, qualifier: undefined },
    { reference: `${arn}:7`, qualifier: '7' },
    { reference: `${arn}:$LATEST`, qualifier: '$LATEST' },
  ])('finds qualifier $qualifier in $reference', ({ reference, qualifier }) => {
    expect(parseFunctionReference(reference)).toEqual({ name: 'producer', qualifier });
  });
});
