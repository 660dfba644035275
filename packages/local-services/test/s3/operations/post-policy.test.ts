import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../manual-clock.js';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'policies';
let running: TestServices;
beforeAll(async () => {
  running = await startForTest({ clock: new ManualClock() });
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => running.stop());

const signature = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'any/20260101/us-east-1/s3/aws4_request',
  'X-Amz-Date': '20260101T000000Z',
};
const signed = Object.entries(signature).map(([name, value]) => ({ [name]: value }));

/** A policy that allows one key, with some differences. */
const policyOf = (...conditions: unknown[]) => ({
  expiration: '2026-01-01T01:00:00.000Z',
  conditions: [{ bucket: Bucket }, ['starts-with', '$key', 'in/'], ...signed, ...conditions],
});

interface Posted {
  readonly fields?: Readonly<Record<string, string>>;
  readonly content?: string;
}

/** Sends a form, and returns status and error code. */
async function post(policy: unknown, { fields = {}, content = 'content' }: Posted = {}): Promise<string> {
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
  const form = new FormData();
  const all = {
    key: 'in/a',
    ...signature,
    policy: Buffer.from(text).toString('base64'),
    'X-Amz-Signature': 'any',
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) if (value !== '') form.set(name, value);
  form.set('file', new Blob([content]), 'file.txt');
  const response = await fetch(`${running.services.endpoint}/${Bucket}`, { method: 'POST', body: form });
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? [];
  return `${response.status} ${code}`.trim();
}

// The cases of ceph/s3-tests, test_post_object_*.
describe('the policy of a form', () => {
  it.each<[string, unknown, Posted]>([
    ['all fields have a condition', policyOf(), {}],
    [
      'a field begins as demanded',
      policyOf(['starts-with', '$x-amz-meta-a', 'b']),
      { fields: { 'x-amz-meta-a': 'bc' } },
    ],
    ['names differ in case', policyOf({ 'X-AMZ-META-A': 'b' }), { fields: { 'x-amz-meta-a': 'b' } }],
    ['a field is to be ignored', policyOf(), { fields: { 'x-ignore-a': 'b' } }],
    ['a checksum has no condition', policyOf(), { fields: { 'x-amz-checksum-crc32': '/sUwqQ==' } }],
    [
      'the key is made of the file name',
      policyOf(['eq', '$key', 'in/file.txt']),
      { fields: { key: 'in/${filename}' } },
    ],
    ['the file has the largest size', policyOf(['content-length-range', 0, 7]), {}],
    ['the file has the smallest size', policyOf(['content-length-range', 7, 7]), {}],
  ])('allows a form if %s', async (_what, policy, posted) => {
    expect(await post(policy, posted)).toBe('204');
  });

  it.each<[string, string, unknown, Posted]>([
    ['403 AccessDenied', 'is expired', { ...policyOf(), expiration: '2026-01-01T00:00:00Z' }, {}],
    ['403 AccessDenied', 'is for another bucket', policyOf({ bucket: 'other' }), {}],
    ['403 AccessDenied', 'is for another key', policyOf(), { fields: { key: 'out/a' } }],
    ['403 AccessDenied', 'lacks a condition of a field', policyOf(), { fields: { 'x-amz-meta-a': 'b' } }],
    [
      '403 AccessDenied',
      'demands a field that is missing',
      policyOf(['starts-with', '$x-amz-meta-a', '']),
      {},
    ],
    [
      '403 AccessDenied',
      'demands another value',
      policyOf({ 'x-amz-meta-a': 'c' }),
      { fields: { 'x-amz-meta-a': 'b' } },
    ],
    ['400 EntityTooLarge', 'allows less', policyOf(['content-length-range', 0, 6]), {}],
    ['400 EntityTooSmall', 'demands more', policyOf(['content-length-range', 8, 9]), {}],
    ['400 InvalidPolicyDocument', 'is no JSON', '{', {}],
    ['400 InvalidPolicyDocument', 'lacks its expiration', { conditions: [] }, {}],
    [
      '400 InvalidPolicyDocument',
      'has an invalid expiration',
      { ...policyOf(), expiration: '2026-01-01 01:00' },
      {},
    ],
    ['400 InvalidPolicyDocument', 'lacks its conditions', { expiration: '2026-01-01T01:00:00Z' }, {}],
    [
      '400 InvalidPolicyDocument',
      'names them in capitals',
      { ...policyOf(), conditions: undefined, CONDITIONS: [] },
      {},
    ],
    ['400 InvalidPolicyDocument', 'has an empty condition', policyOf({}), {}],
    ['400 InvalidPolicyDocument', 'has half of a range', policyOf(['content-length-range', 0]), {}],
    ['400 InvalidPolicyDocument', 'has a negative size', policyOf(['content-length-range', -1, 0]), {}],
    ['400 InvalidPolicyDocument', 'has an unknown operation', policyOf(['ends-with', '$key', 'a']), {}],
    ['400 InvalidArgument', 'is not signed', policyOf(), { fields: { 'X-Amz-Signature': '' } }],
  ])('refuses with %s a form whose policy %s', async (answer, _what, policy, posted) => {
    expect(await post(policy, posted)).toBe(answer);
  });

  it('is optional', async () => {
    const form = new FormData();
    form.set('key', 'a');
    form.set('file', new Blob(['content']));
    const url = `${running.services.endpoint}/${Bucket}`;
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  });
});
