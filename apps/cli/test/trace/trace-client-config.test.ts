import { describe, expect, it } from '@jest/globals';
import { traceClientConfig } from '../../src/trace/trace-client-config.js';

const local = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('traceClientConfig', () => {
  it('leaves a deployed pipeline to the environment and the profiles', () => {
    expect(traceClientConfig({}, undefined)).toEqual({});
    expect(traceClientConfig({ AWS_ENDPOINT_URL: 'https://s3.example.com' }, undefined)).toEqual({});
  });

  it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    'signs with any credentials at %s',
    (endpoint) => {
      const expected = { region: 'eu-west-1', credentials };
      expect(traceClientConfig({ AWS_ENDPOINT_URL: endpoint }, 'eu-west-1')).toEqual(expected);
      expect(traceClientConfig({ AWS_ENDPOINT_URL_S3: endpoint }, 'eu-west-1')).toEqual(expected);
    },
  );

  it.each([{ AWS_PROFILE: 'mine' }, { AWS_ACCESS_KEY_ID: 'mine' }])(
    'keeps to credentials as of %j',
    (mine) => {
      expect(traceClientConfig({ ...local, ...mine }, 'eu-west-1')).toEqual({ region: 'eu-west-1' });
    },
  );

  it("takes the environment's region before the stack's, and needs none for the local pipeline", () => {
    expect(traceClientConfig({ ...local, AWS_REGION: 'us-west-2' }, 'eu-west-1').region).toBe('us-west-2');
    expect(traceClientConfig({ AWS_DEFAULT_REGION: 'us-west-2' }, 'eu-west-1').region).toBe('us-west-2');
    expect(traceClientConfig(local, undefined).region).toBe('us-east-1');
  });
});
