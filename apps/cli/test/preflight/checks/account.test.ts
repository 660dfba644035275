import { describe, expect, it } from '@jest/globals';
import { accountCheck } from '../../../src/preflight/checks/account.js';
import { fakePreflight } from '../fake-preflight.js';

const check = (allowedAccountIds: readonly string[]) =>
  accountCheck.run(fakePreflight({ stack: { allowedAccountIds } }));

describe('accountCheck', () => {
  it('accepts an allowed account, and any account without a restriction', () => {
    expect(check(['999999999999', '111122223333'])).toMatchObject({ status: 'ok' });
    expect(check([])).toMatchObject({ status: 'ok', what: expect.stringContaining('restricts none') });
  });

  it('fails for another account, with both', () => {
    expect(check(['999999999999'])).toEqual({
      status: 'failed',
      what: 'The credentials belong to account 111122223333, but allowedAccountIds is 999999999999.',
      fix: 'Use credentials of an allowed account.',
    });
  });
});
