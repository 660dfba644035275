import { anyOf, negate, type Answer } from '../answer.js';
import type { PrincipalElement } from './policy-document.js';
import { equalsText } from './wildcard.js';

/**
 * How the principals of a statement match a caller. A statement for the account (`arn:aws:iam::ACCOUNT:root`) denies its
 * callers, but does not allow them anything: it leaves that to their own policies.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html.
 */
export interface PrincipalMatch {
  readonly direct: Answer;
  readonly account: Answer;
}

const noMatch: PrincipalMatch = { direct: 'no', account: 'no' };
const everyone: PrincipalMatch = { direct: 'yes', account: 'no' };
const unknownMatch: PrincipalMatch = { direct: 'unknown', account: 'unknown' };

/** @param caller - The ARN of a role, session or user, or the name of a service; `undefined` if unknown. */
export function matchPrincipals(
  { isNegated, names }: PrincipalElement,
  caller: string | undefined,
): PrincipalMatch {
  const matches = names.map(({ kind, name }) => matchPrincipal(kind, name, caller));
  const direct = anyOf(matches.map((match) => match.direct));
  const account = anyOf(matches.map((match) => match.account));
  return isNegated ? { direct: negate(anyOf([direct, account])), account: 'no' } : { direct, account };
}

function matchPrincipal(kind: string, name: string, caller: string | undefined): PrincipalMatch {
  if (name === '*' && (kind === '*' || kind === 'AWS')) return everyone;
  if (caller === undefined) return unknownMatch;
  const isService = !caller.startsWith('arn:');
  if (kind === 'Service') return isService ? { direct: equalsText(name, caller), account: 'no' } : noMatch;
  if (kind !== 'AWS' || isService) return noMatch;
  const account = accountOfPrincipal(name);
  if (account !== undefined) return { direct: 'no', account: equalsText(account, accountOf(caller) ?? '') };
  return {
    direct: anyOf([equalsText(name, caller), equalsText(name, roleOfSession(caller))]),
    account: 'no',
  };
}

/** The account of an ARN; `undefined` if it has none. */
export function accountOf(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account === '' ? undefined : account;
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` names; `undefined` for another principal. */
function accountOfPrincipal(name: string): string | undefined {
  if (/^\d{12}$/.test(name)) return name;
  return /^arn:[^:]*:iam::[^:]+:root$/.test(name) ? accountOf(name) : undefined;
}

/** The role of a session `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, without the path of the role. */
function roleOfSession(caller: string): string {
  return caller.replace(/^(arn:[^:]*):sts:(:[^:]*):assumed-role\/([^/]+)\/.*$/s, '$1:iam:$2:role/$3');
}
