import type { Check } from '../check.js';
import { textOf } from '../terraform/attributes.js';

export const sharedRole: Check = {
  id: 'shared-role',
  severity: 'error',
  why: 'Functions that share a role can each do what any of them needs.',
  fix: 'Give each function a role of its own.',
  find: (stack) => {
    const functions = stack.ofType('aws_lambda_function');
    return functions.flatMap(({ address, attributes }) => {
      const role = textOf(attributes, 'role');
      const others = functions.filter(
        (other) => other.address !== address && textOf(other.attributes, 'role') === role,
      );
      if (role === undefined || others.length === 0) return [];
      return [
        { address, what: `Its role is also that of ${others.map((other) => other.address).join(', ')}.` },
      ];
    });
  },
};
