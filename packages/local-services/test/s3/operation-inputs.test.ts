import * as sdk from '@aws-sdk/client-s3';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commonHeaders, commonParameters, operationInputs } from '../../src/s3/operation-inputs.js';
import { startForTest, type TestServices } from '../start-for-test.js';

/** What AWS's model, which the SDK carries, knows of an operation. */
interface Model {
  readonly headers: readonly string[];
  readonly parameters: readonly string[];
}

type Traits = Readonly<Record<string, string>>;
type Schema = readonly unknown[];

/** Reads the bindings of an operation from the schemas of the SDK: `[9, namespace, name, traits, input, output]`. */
function modelOf(operation: string): Model | undefined {
  const schemas = sdk as unknown as Readonly<Record<string, Schema | undefined>>;
  const input = schemas[`${operation}$`]?.[4];
  const shape = (typeof input === 'function' ? (input as () => Schema)() : input) as Schema | undefined;
  if (shape === undefined) return undefined;
  const traits = (shape[5] as Schema[]).map((member) => (Array.isArray(member) ? (member[1] as Traits) : {}));
  const bound = (name: string) => traits.flatMap((trait) => trait[name]?.toLowerCase() ?? []);
  return {
    headers: [...bound('httpHeader'), ...bound('httpPrefixHeaders').map((prefix) => `${prefix}*`)],
    parameters: traits.flatMap((trait) => trait['httpQuery'] ?? []),
  };
}

/** Names of the table that stand for several operations, and the form, which has no model. */
const modelNames: Readonly<Record<string, string>> = {
  GetBucketConfiguration: 'GetBucketCors',
  PutBucketConfiguration: 'PutBucketCors',
  DeleteBucketConfiguration: 'DeleteBucketCors',
};

/** Headers of any body: its framing, and what SDKs add to a body that must have a digest. */
const ofAnyBody =
  /^(?:content-encoding|content-md5|x-amz-decoded-content-length|x-amz-trailer|x-amz-sdk-checksum-algorithm|x-amz-checksum-(?:crc32|crc32c|crc64nvme|sha1|sha256))$/;

const operations = Object.keys(operationInputs).filter((name) => name !== 'PostObject');

describe('operationInputs', () => {
  it.each(operations)(
    'names no header and no parameter of %s that the model of AWS does not have',
    (name) => {
      const model = modelOf(modelNames[name] ?? name);
      const { headers, parameters } = operationInputs[name as keyof typeof operationInputs] as Model;
      const isKnown = (header: string) =>
        (model?.headers.includes(header.split(': ')[0] ?? '') ?? false) ||
        ofAnyBody.test(header) ||
        header === 'x-amz-request-payer';
      expect({
        headers: headers.filter((header) => !isKnown(header)),
        parameters: parameters.filter((parameter) => !model?.parameters.includes(parameter)),
      }).toEqual({ headers: [], parameters: [] });
    },
  );

  it('gives a reason for each header and parameter that has no effect in any request', () => {
    const reasons = [...Object.entries(commonHeaders), ...Object.entries(commonParameters)];
    expect(reasons.filter(([, reason]) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });
});

const Bucket = 'inputs';

describe('checkInputs', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'content' }));
  });
  afterAll(() => running.stop());

  const call = (path: string, method: string, headers: Record<string, string> = {}) =>
    fetch(`${running.services.endpoint}/${Bucket}${path}`, { method, headers });

  it.each([
    ['DELETE', '/a', 'if-none-match', '*'],
    ['DELETE', '/a', 'if-unmodified-since', 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['DELETE', '/a', 'x-amz-if-match-size', '7'],
    ['DELETE', '/a', 'x-amz-if-match-last-modified-time', 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['DELETE', '/a', 'x-amz-mfa', '1 2'],
    ['DELETE', '/a?tagging', 'if-match', '*'],
    ['DELETE', '', 'if-match', '*'],
    ['GET', '/a', 'x-amz-server-side-encryption-customer-algorithm', 'AES256'],
    ['GET', '/a', 'if-range', '"1"'],
    ['GET', '/a', 'x-amz-no-such-thing', '1'],
    ['GET', '', 'range', 'bytes=0-1'],
    ['HEAD', '', 'if-match', '*'],
    ['PUT', '/b', 'x-amz-write-offset-bytes', '0'],
    ['PUT', '/b', 'x-amz-checksum-sha512', '1'],
    ['PUT', '/b', 'x-amz-grant-read', 'id=1'],
    ['PUT', '/b', 'content-range', 'bytes 0-1/2'],
    ['PUT', '/b', 'range', 'bytes=0-1'],
    ['POST', '/b?uploads', 'if-none-match', '*'],
    ['POST', '/b?uploads', 'x-amz-object-lock-mode', 'GOVERNANCE'],
  ])(
    'refuses %s %s with the header %s: %s by its name, and changes nothing',
    async (method, path, name, value) => {
      const answer = await call(path, method, { [name]: value });
      expect(answer.status).toBe(501);
      if (method !== 'HEAD') expect(await answer.text()).toContain(`<Header>${name}</Header>`);
      expect(await (await call('/a', 'GET')).text()).toBe('content');
      expect((await call('/b', 'HEAD')).status).toBe(404);
    },
  );

  it.each([
    ['GET', '?max-keys=1&fetch-owner=true', 'fetch-owner'],
    ['GET', '?list-type=2&marker=a', 'marker'],
    ['GET', '/a?max-parts=1', 'max-parts'],
    ['DELETE', '/a?partNumber=1', 'partNumber'],
    ['PUT', '/b?versionId=null', 'versionId'],
    ['GET', '/a?%1b%5b2J', '?[2J'],
  ])('refuses %s %s by the name of its parameter', async (method, path, name) => {
    const answer = await call(path, method);
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain(`<Parameter>${name}</Parameter>`);
    expect(await (await call('/a', 'GET')).text()).toBe('content');
  });

  it.each([
    'x-amz-user-agent',
    'amz-sdk-request',
    'x-amzn-trace-id',
    'x-amz-security-token',
    'x-forwarded-for',
    'dnt',
  ])('accepts the header %s, which has no effect', async (name) => {
    expect((await call('/a', 'GET', { [name]: 'any' })).status).toBe(200);
  });

  it('reads headers that an SDK moved into the query of a presigned URL', async () => {
    const query = 'X-Amz-Signature=0&x-amz-meta-a=1&x-amz-storage-class=STANDARD_IA';
    expect((await call(`/presigned?${query}`, 'PUT')).status).toBe(200);
    const { headers } = await call('/presigned', 'HEAD');
    expect([headers.get('x-amz-meta-a'), headers.get('x-amz-storage-class')]).toEqual(['1', 'STANDARD_IA']);
    expect((await call('/b?X-Amz-Signature=0&x-amz-object-lock-mode=COMPLIANCE', 'PUT')).status).toBe(501);
  });

  it('returns the minimum size of transitions, for which Terraform waits', async () => {
    const name = 'x-amz-transition-default-minimum-object-size';
    const rule =
      '<ID>a</ID><Status>Enabled</Status><Filter><Prefix/></Filter><Expiration><Days>1</Days></Expiration>';
    const body = `<LifecycleConfiguration><Rule>${rule}</Rule></LifecycleConfiguration>`;
    const url = `${running.services.endpoint}/${Bucket}?lifecycle`;
    for (const value of ['varies_by_storage_class', 'all_storage_classes_128K']) {
      expect((await fetch(url, { method: 'PUT', body, headers: { [name]: value } })).status).toBe(200);
      expect((await fetch(url)).headers.get(name)).toBe(value);
    }
    expect((await fetch(url, { method: 'PUT', body, headers: { [name]: '1' } })).status).toBe(400);
  });

  it.each([
    ['111111111111', 403, 'AccessDenied'],
    ['nobody', 400, 'InvalidBucketOwnerAWSAccountID'],
  ])(
    'refuses the expected owner %s, as LocalStack recorded for bucket policies',
    async (owner, status, code) => {
      const answer = await call('/a', 'GET', { 'x-amz-expected-bucket-owner': owner });
      expect(answer.status).toBe(status);
      expect(await answer.text()).toContain(`<Code>${code}</Code>`);
    },
  );
});
