import { describe, expect, it } from '@jest/globals';
import { findManagedPolicy } from '@headwaters/aws-rules';

describe('findManagedPolicy', () => {
  it('knows what AWSLambdaKinesisExecutionRole allows, in each partition', () => {
    const arn = 'arn:aws-cn:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole';
    expect(findManagedPolicy(arn)).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: expect.arrayContaining(['kinesis:GetRecords']) as unknown,
          Resource: '*',
        },
      ],
    });
  });

  it.each([
    ['a policy that is not listed', 'arn:aws:iam::aws:policy/AmazonEC2FullAccess'],
    ['a policy of an account', 'arn:aws:iam::123456789012:policy/AmazonS3FullAccess'],
    ['a name of an object of JavaScript', 'arn:aws:iam::aws:policy/constructor'],
  ])('does not know %s', (_what, arn) => {
    expect(findManagedPolicy(arn)).toBeUndefined();
  });
});
