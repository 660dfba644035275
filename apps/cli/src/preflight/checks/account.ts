import type { Check } from '../check.js';

/** Terraform refuses other accounts by itself, but only when it plans. */
export const accountCheck: Check = {
  name: 'account',
  run: ({ stack: { allowedAccountIds }, account: { id } }) => {
    if (allowedAccountIds.length === 0)
      return {
        status: 'ok',
        what: `The credentials belong to account ${id}. allowedAccountIds restricts none.`,
      };
    if (allowedAccountIds.includes(id))
      return { status: 'ok', what: `Account ${id} is one of allowedAccountIds.` };
    return {
      status: 'failed',
      what: `The credentials belong to account ${id}, but allowedAccountIds is ${allowedAccountIds.join(', ')}.`,
      fix: 'Use credentials of an allowed account.',
    };
  },
};
