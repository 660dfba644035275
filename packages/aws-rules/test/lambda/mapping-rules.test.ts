import { describe, expect, it } from '@jest/globals';
import {
  duplicateMappingMessage,
  failureDestinationProblem,
  findDuplicateMappings,
  isInRange,
  mappingDefaults,
  mappingRanges,
  type IntegerRange,
} from '@headwaters/aws-rules';

const ranges: [name: string, range: IntegerRange][] = Object.entries(mappingRanges);

describe('mappingRanges', () => {
  it.each(ranges)('accepts the ends of %s and nothing beyond', (_, range) => {
    const { min, max, special } = range;
    const tried = [min - 1, min, min + 0.5, max, max + 1].filter((value) => value !== special);
    expect(tried.filter((value) => isInRange(value, range))).toEqual([min, max]);
  });

  it('accepts -1 for retries and age alone', () => {
    const unlimited = ranges.filter(([, range]) => isInRange(-1, range)).map(([name]) => name);
    expect(unlimited).toEqual(['maximumRetryAttempts', 'maximumRecordAgeSeconds']);
  });

  it('contains every default', () => {
    const outside = ranges.filter(
      ([name, range]) => !isInRange(mappingDefaults[name as keyof typeof mappingDefaults], range),
    );
    expect(outside).toEqual([]);
  });
});

describe('failureDestinationProblem', () => {
  it.each(['sqs:us-east-1:123456789012:q', 'sns:us-east-1:123456789012:t', 's3:::b'])(
    'accepts %s',
    (resource) => {
      expect(failureDestinationProblem(`arn:aws:${resource}`)).toBeUndefined();
    },
  );

  it.each([
    'lambda:us-east-1:123456789012:function:f',
    'events:us-east-1:123456789012:event-bus/b',
    'sqs:us-east-1:123456789012:q.fifo',
    'sns:us-east-1:123456789012:t.fifo',
  ])('refuses %s', (resource) => {
    expect(failureDestinationProblem(`arn:aws:${resource}`)).toMatch(/standard queue/);
  });
});

describe('findDuplicateMappings', () => {
  const sourceArn = 'arn:aws:kinesis:us-east-1:123456789012:stream/s';
  const mapping = { sourceArn, functionName: 'f' };

  it('returns each later mapping of the same source and function, with the first one', () => {
    expect(findDuplicateMappings([mapping, { ...mapping, functionName: 'g' }, mapping, mapping])).toEqual([
      { first: 0, second: 2 },
      { first: 0, second: 3 },
    ]);
  });

  it('takes an alias, another function and a fan-out consumer for other mappings', () => {
    const others = [
      { ...mapping, qualifier: 'live' },
      { ...mapping, functionName: 'g' },
      { ...mapping, sourceArn: `${sourceArn}/consumer/c:1` },
    ];
    expect(findDuplicateMappings([mapping, ...others])).toEqual([]);
  });

  it('is explained with the message of AWS', () => {
    expect(duplicateMappingMessage(mapping)).toBe(
      `The event source arn (" ${sourceArn} ") and function (" f ") provided mapping already exists.`,
    );
  });
});
