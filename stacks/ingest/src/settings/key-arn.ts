import { text } from './text.js';

/** The ARN of a customer's key: not of an alias, which policies can't name. */
export const keyArn = text(
  'the ARN of a key (not of an alias) whose policy lets IAM of this account decide who uses it',
  /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
);
