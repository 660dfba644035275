import { withoutIndexes } from '@headwaters/terraform-reader';
import { allChecks, checkStack } from './check-stack.js';
import type { Finding, SkippedCheck } from './checks/check.js';
import type { StackInput } from './stack/stack-input.js';
import { suppressionsOf, type Suppression } from './suppression/suppression.js';

/** Something about a resource of a stack. */
type Located<Item> = Item & { readonly input: StackInput };

/** A finding that a suppression accepts. */
export interface SuppressedFinding extends Finding {
  readonly suppression: Suppression;
}

/** The result of the checks of several stacks. */
export interface CheckReport {
  readonly inputs: readonly StackInput[];
  readonly findings: readonly Located<Finding>[];
  readonly notChecked: readonly Located<SkippedCheck>[];
  readonly suppressed: readonly Located<SuppressedFinding>[];
}

/** The id of findings about suppressions. */
export const suppressionRule = 'suppression';

/**
 * Checks stacks, and applies the suppressions beside and in them.
 *
 * @param shared - Suppressions for all stacks.
 */
export function checkInputs(inputs: readonly StackInput[], shared: readonly Suppression[] = []): CheckReport {
  const results = inputs.map((input) => checkInput(input, shared));
  const used = new Set(results.flatMap((result) => result.used));
  const own = results.flatMap(({ input, suppressions }) => suppressions.map((each) => ({ each, input })));
  const [first] = inputs;
  const all = [...own, ...(first === undefined ? [] : shared.map((each) => ({ each, input: first })))];
  return {
    inputs,
    findings: [
      ...results.flatMap(({ findings }) => findings),
      ...all.flatMap(({ each, input }) =>
        describeProblem(each, used.has(each)).map((finding) => ({ ...finding, input })),
      ),
    ],
    notChecked: results.flatMap(({ notChecked }) => notChecked),
    suppressed: results.flatMap(({ suppressed }) => suppressed),
  };
}

function checkInput(input: StackInput, shared: readonly Suppression[]) {
  const suppressions = suppressionsOf(input);
  const effective = [...suppressions, ...shared].filter(({ reason }) => reason !== undefined);
  const { findings, notChecked } = checkStack(input.stack);
  const find = (item: Finding | SkippedCheck) => effective.find((suppression) => applies(suppression, item));
  return {
    input,
    suppressions,
    used: [...findings, ...notChecked].flatMap((item) => find(item) ?? []),
    findings: findings.filter((item) => find(item) === undefined).map((item) => ({ ...item, input })),
    notChecked: notChecked.filter((item) => find(item) === undefined).map((item) => ({ ...item, input })),
    suppressed: findings.flatMap((item) => {
      const suppression = find(item);
      return suppression === undefined ? [] : [{ ...item, suppression, input }];
    }),
  };
}

function applies({ rule, address }: Suppression, item: Finding | SkippedCheck): boolean {
  return rule === item.id && (address === item.address || address === withoutIndexes(item.address));
}

/** A suppression that does nothing hides that the finding comes back. */
function describeProblem({ rule, address, reason, origin }: Suppression, isUsed: boolean): Finding[] {
  const common = {
    id: suppressionRule,
    address,
    why: 'A suppression is a decision, which others must understand.',
  };
  if (reason === undefined) {
    return [
      {
        ...common,
        severity: 'error',
        what: `The suppression of ${rule} in ${origin} has no reason, and no effect.`,
        fix: 'Say why the finding is accepted.',
      },
    ];
  }
  if (!allChecks.some(({ id }) => id === rule)) {
    return [
      {
        ...common,
        severity: 'error',
        what: `${origin} suppresses ${rule}, which is not a rule.`,
        fix: 'Correct the rule.',
      },
    ];
  }
  if (isUsed) return [];
  return [
    {
      ...common,
      severity: 'warning',
      what: `The suppression of ${rule} in ${origin} matches nothing.`,
      fix: 'Remove it, or correct its address.',
    },
  ];
}
