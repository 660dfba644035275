import { describe, expect, it } from '@jest/globals';
import { readAwsEnvironment } from '../../src/command-line/environment.js';
import { clientConfig } from '../../src/command-line/client-config.js';

const local = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('clientConfig', () => {
  it('configures nothing for AWS and for other endpoints', () => {
    expect(clientConfig(readAwsEnvironment({}), undefined)).toEqual({});
    expect(
      clientConfig(readAwsEnvironment({ AWS_ENDPOINT_URL: 'https://s3.example.com' }), undefined),
    ).toEqual({});
  });

  it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    'fills in credentials for %s',
    (endpoint) => {
      const expected = { region: 'eu-west-1', credentials };
      expect(clientConfig(readAwsEnvironment({ AWS_ENDPOINT_URL: endpoint }), 'eu-west-1')).toEqual(expected);
      expect(clientConfig(readAwsEnvironment({ AWS_ENDPOINT_URL_S3: endpoint }), 'eu-west-1')).toEqual(
        expected,
      );
    },
  );

  it.each([{ AWS_PROFILE: 'mine' }, { AWS_ACCESS_KEY_ID: 'mine' }])('keeps the credentials of %j', (mine) => {
    expect(clientConfig(readAwsEnvironment({ ...local, ...mine }), 'eu-west-1')).toEqual({
      region: 'eu-west-1',
    });
  });

  it("prefers the environment's region to the stack's, and defaults to us-east-1 for a local endpoint", () => {
    expect(clientConfig(readAwsEnvironment({ ...local, AWS_REGION: 'us-west-2' }), 'eu-west-1').region).toBe(
      'us-west-2',
    );
    expect(clientConfig(readAwsEnvironment({ AWS_DEFAULT_REGION: 'us-west-2' }), 'eu-west-1').region).toBe(
      'us-west-2',
    );
    expect(clientConfig(readAwsEnvironment(local), undefined).region).toBe('us-east-1');
  });
});
