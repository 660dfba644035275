import { PlanCheckError } from '@headwaters/plan-check';
import { SourceMissingError } from '@headwaters/ledger';
import { MappingUnsettledError, PipelineIncompleteError, RecoveryLeaseLostError } from '@headwaters/recovery';
import { ScriptInvalidError, StackUnreadableError } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { describeAwsError, describeError, isExpectedError } from '../src/errors.js';

describe('isExpectedError', () => {
  it.each([
    ['the simulator', new ScriptInvalidError('message')],
    ['the reader of Terraform files', new StackUnreadableError('message')],
    ['plan-check', new PlanCheckError('message')],
    ['a pipeline without what a command needs', new PipelineIncompleteError('message')],
    ['a recovery command', new RecoveryLeaseLostError('redrive')],
    ['a mapping', new MappingUnsettledError('id', 'Enabling')],
    ['the ledger', new SourceMissingError({ bucket: 'a', key: 'b' }, {})],
  ])('knows an error of %s by its code', (_, error) => {
    expect(isExpectedError(error)).toBe(true);
  });

  it('does not know a defect, with or without a code', () => {
    const invalid = Object.assign(new TypeError('message'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect([new TypeError('message'), invalid].filter(isExpectedError)).toEqual([]);
  });
});

describe.each([
  ['describeAwsError', describeAwsError],
  ['describeError', describeError],
])('%s', (_, describeOf) => {
  it('says where the endpoint comes from, if nothing answers there', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
      $metadata: { attempts: 3 },
    });
    expect(describeOf(refused)).toMatch(
      /^No answer from AWS: connect ECONNREFUSED .*AWS_ENDPOINT_URL.*npm start/,
    );
  });

  it('says how to give credentials, if there are none', () => {
    const missing = Object.assign(new Error('No credentials'), { name: 'CredentialsProviderError' });
    expect(describeOf(missing)).toMatch(/^No credentials\. Set AWS_PROFILE, .*AWS_ENDPOINT_URL/);
  });

  it('names the error of a service', () => {
    const denied = Object.assign(new Error('no'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    expect(describeOf(denied)).toMatch(/^(AWS|S3) answered AccessDenied: no$/);
  });
});
