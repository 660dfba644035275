import { describe, expect, it } from '@jest/globals';
import { isReservedVariable } from '@headwaters/aws-rules';

describe('isReservedVariable', () => {
  it('refuses the names that Lambda sets itself', () => {
    const reserved = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', '_HANDLER', 'LAMBDA_TASK_ROOT'];
    expect(reserved.filter((name) => !isReservedVariable(name))).toEqual([]);
  });

  it('allows the names that the page calls unreserved, and AWS_ names that Lambda does not set', () => {
    const allowed = ['TZ', 'NODE_OPTIONS', 'AWS_XRAY_CONTEXT_MISSING', 'AWS_ENDPOINT_URL', 'aws_region'];
    expect(allowed.filter(isReservedVariable)).toEqual([]);
  });
});
