import { describe, expect, it } from '@jest/globals';
import { evaluateAccess, unknownText, type Answer, type RequestContext } from '@headwaters/aws-rules';
import { policy } from './access-cases.js';

/** The answer for an allow with this condition. */
function ask(Condition: object, context: RequestContext, Resource = '*'): Answer {
  return evaluateAccess({
    identityPolicies: [policy({ Effect: 'Allow', Action: 's3:*', Resource, Condition })],
    request: { action: 's3:GetObject', resource: 'arn:aws:s3:::home/anna/a', context },
  });
}

const key = 'aws:PrincipalTag/team';
const absent = { [key]: null };
const arn = 'arn:aws:sns:us-east-1:1:a:b';

describe('a condition', () => {
  const cases: [name: string, condition: object, context: RequestContext, expected: Answer][] = [
    [
      'StringEquals with one of several values',
      { StringEquals: { [key]: ['a', 'b'] } },
      { [key]: 'b' },
      'yes',
    ],
    ['StringEquals in other case', { StringEquals: { [key]: 'a' } }, { [key]: 'A' }, 'no'],
    [
      'StringEquals with a wildcard, which is a character',
      { StringEquals: { [key]: 'a*' } },
      { [key]: 'ab' },
      'no',
    ],
    ['a key in other case', { StringEquals: { 'AWS:principaltag/Team': 'a' } }, { [key]: 'a' }, 'yes'],
    ['StringEquals without the key', { StringEquals: { [key]: 'a' } }, absent, 'no'],
    ['StringEqualsIfExists without the key', { StringEqualsIfExists: { [key]: 'a' } }, absent, 'yes'],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { [key]: 'aB' } }, { [key]: 'Ab' }, 'yes'],
    [
      'StringNotEquals with one of several values',
      { StringNotEquals: { [key]: ['a', 'b'] } },
      { [key]: 'b' },
      'no',
    ],
    ['StringNotEquals without the key', { StringNotEquals: { [key]: 'a' } }, absent, 'yes'],
    ['StringLike', { StringLike: { [key]: 'a?c*' } }, { [key]: 'abcd' }, 'yes'],
    ['StringNotLike', { StringNotLike: { [key]: 'a*' } }, { [key]: 'ab' }, 'no'],
    ['Bool', { Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': true }, 'no'],
    ['Null true with the key', { Null: { [key]: 'true' } }, { [key]: 'a' }, 'no'],
    ['Null true without the key', { Null: { [key]: true } }, absent, 'yes'],
    ['NumericLessThan', { NumericLessThan: { 's3:max-keys': '10' } }, { 's3:max-keys': 9 }, 'yes'],
    [
      'NumericGreaterThanEquals',
      { NumericGreaterThanEquals: { 's3:max-keys': '10' } },
      { 's3:max-keys': 9 },
      'no',
    ],
    ['ArnEquals with wildcards', { ArnEquals: { [key]: 'arn:aws:sns:*:1:a*' } }, { [key]: arn }, 'yes'],
    ['ArnLike with a wildcard over a colon', { ArnLike: { [key]: 'arn:aws:*:1:a:b' } }, { [key]: arn }, 'no'],
    ['ArnNotLike', { ArnNotLike: { [key]: 'arn:aws:sns:*:2:*' } }, { [key]: arn }, 'yes'],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { [key]: ['a', 'b'] } }, { [key]: ['c', 'b'] }, 'yes'],
    ['ForAnyValue without the key', { 'ForAnyValue:StringNotEquals': { [key]: 'a' } }, absent, 'no'],
    [
      'ForAllValues with another value',
      { 'ForAllValues:StringEquals': { [key]: ['a', 'b'] } },
      { [key]: ['a', 'c'] },
      'no',
    ],
    ['ForAllValues without the key', { 'ForAllValues:StringEquals': { [key]: 'a' } }, absent, 'yes'],
    [
      'two keys of which one differs',
      { StringEquals: { [key]: 'a', 'aws:x': 'b' } },
      { [key]: 'a', 'aws:x': 'c' },
      'no',
    ],
    ['a key that is not listed', { StringEquals: { [key]: 'a' } }, {}, 'unknown'],
    ['a key that is not listed, with IfExists', { StringEqualsIfExists: { [key]: 'a' } }, {}, 'unknown'],
    [
      'a value with an unknown part',
      { StringLike: { [key]: 'a*' } },
      { [key]: unknownText('team') },
      'unknown',
    ],
    [
      'an operator that is not decided',
      { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { 'aws:SourceIp': '10.1.1.1' },
      'unknown',
    ],
    [
      'two operators of which one is unknown and one does not hold',
      { DateLessThan: { 'aws:CurrentTime': '2026-01-01' }, Bool: { [key]: true } },
      { [key]: false },
      'no',
    ],
  ];
  it.each(cases)('%s', (_, condition, context, expected) => {
    expect(ask(condition, context)).toBe(expected);
  });
});

describe('a policy variable', () => {
  const home = 'arn:aws:s3:::home/${aws:username}/*';

  it.each([
    ['is replaced by the value in the request', home, { 'aws:username': 'anna' }, 'yes'],
    ['matches only this value', home, { 'aws:username': 'bert' }, 'no'],
    ['does not bring wildcards', home, { 'aws:username': '*' }, 'no'],
    ['makes the answer unknown if the value is', home, {}, 'unknown'],
    ['matches nothing without the key', home, { 'aws:username': null }, 'no'],
    ['has a default', "arn:aws:s3:::home/${aws:username, 'anna'}/*", { 'aws:username': null }, 'yes'],
    ['${*} is an asterisk', 'arn:aws:s3:::home/${*}', {}, 'no'],
  ] as const)('%s', (_, resource, context, expected) => {
    expect(ask({}, context, resource)).toBe(expected);
  });

  it('is ordinary text in a policy without version 2012-10-17', () => {
    const identityPolicies = [{ Statement: { Effect: 'Allow', Action: '*', Resource: home } }];
    const context = { 'aws:username': 'anna' };
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::home/anna/a', context };
    expect(evaluateAccess({ identityPolicies, request })).toBe('no');
  });

  it('is replaced in a condition', () => {
    const condition = { StringEquals: { [key]: '${aws:username}' } };
    expect(ask(condition, { [key]: 'anna', 'aws:username': 'anna' })).toBe('yes');
  });
});
