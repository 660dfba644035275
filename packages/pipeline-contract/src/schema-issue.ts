import { getDotPath, type GenericIssue } from 'valibot';

/**
 * Returns what is wrong with which field of a value: `s3.bucket is missing`, `Records must be a list`, or, of the value itself,
 * `it must be an object`.
 *
 * Valibot gives an absent field the message of the object that lacks it, for example "must be an object". So an absent field is
 * recognized here. All other messages are those of the schema: each rule needs one, because Valibot's default messages quote the
 * input, which may be personal data.
 */
export function describeIssue(issue: GenericIssue): string {
  return `${getDotPath(issue) ?? 'it'} ${faultOf(issue)}`;
}

function faultOf({ path, received, type, expected, message }: GenericIssue): string {
  if (path?.at(-1)?.origin !== 'key') return message;
  if (received === 'undefined') return 'is missing';
  const isUnknown = type === 'strict_object' && expected === 'never';
  return isUnknown ? 'is unknown: remove it or correct its name' : message;
}
