import { describe, expect, it } from '@jest/globals';
import { toPolicyJson } from '@headwaters/terraform-reader';

const read = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

describe('toPolicyJson', () => {
  it('allows by default, and keeps what each statement names', () => {
    const statement = { sid: 'Read', actions: ['s3:GetObject'], not_resources: ['arn:aws:s3:::secret/*'] };
    expect(toPolicyJson({ statement })).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], NotResource: ['arn:aws:s3:::secret/*'] },
      ],
    });
  });

  it('groups principals by type, and knows the type * as everyone', () => {
    const principals = [
      { type: 'Service', identifiers: ['lambda.amazonaws.com'] },
      { type: 'Service', identifiers: ['s3.amazonaws.com'] },
    ];
    expect(toPolicyJson({ statement: [{ principals }] })?.['Statement']).toEqual([
      { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com', 's3.amazonaws.com'] } },
    ]);
    const everyone = [{ type: '*', identifiers: ['*'] }];
    expect(toPolicyJson({ statement: [{ not_principals: everyone }] })?.['Statement']).toEqual([
      { Effect: 'Allow', NotPrincipal: '*' },
    ]);
  });

  it('joins the values of conditions with the same operator and key', () => {
    const condition = [
      { test: 'StringLike', variable: 's3:prefix', values: ['a/*'] },
      { test: 'StringLike', variable: 's3:prefix', values: ['b/*'] },
      { test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] },
    ];
    expect(toPolicyJson({ statement: [{ effect: 'Deny', condition }] })?.['Statement']).toEqual([
      {
        Effect: 'Deny',
        Condition: {
          StringLike: { 's3:prefix': ['a/*', 'b/*'] },
          Bool: { 'aws:SecureTransport': ['false'] },
        },
      },
    ]);
  });

  it('puts included statements first, and lets an override replace the one with its Sid', () => {
    const override = { ...read, Effect: 'Deny' };
    const document = {
      source_policy_documents: [JSON.stringify({ Statement: [read] })],
      statement: [{ actions: ['kinesis:PutRecords'], resources: ['*'] }],
      override_policy_documents: [JSON.stringify({ Statement: [override] })],
    };
    expect(toPolicyJson(document)?.['Statement']).toEqual([
      override,
      { Effect: 'Allow', Action: ['kinesis:PutRecords'], Resource: ['*'] },
    ]);
  });

  it('is unknown if an included document is an expression', () => {
    const document = { source_policy_documents: ['${data.aws_iam_policy_document.other.json}'] };
    expect(toPolicyJson(document)).toBeUndefined();
  });
});
