import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TerraformStack, checkStack } from '@headwaters/plan-check';
import {
  readConfigurationResources,
  readPlan,
  type JsonObject,
  type PlanJson,
} from '@headwaters/terraform-reader';
import { listFixtureFiles, readFixtures } from './support/fixtures.js';

const fixtures = listFixtureFiles().flatMap((file) => {
  const { failing, passing } = readFixtures(file);
  return [...failing, ...passing];
});

/** Values that are valid in Terraform's JSON, but unexpected where they replace another value. */
const unexpectedValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '${',
    '${var.x}',
    '${aws_kms_key.k[0].arn}',
    'arn:',
    '{"Statement":7}',
    0,
    -1,
    true,
    [],
    {},
    [[]],
    [null],
  ),
  fc.string({ maxLength: 6 }),
);

/** A path into a JSON value: the index of a member at each level, modulo the number of members. */
const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 9 });

/** Replaces the value at a path, or at the end of the part of the path that exists. */
function replaceAt(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  const changed = replaceAt((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (String(index) === key ? changed : item));
  }
  return { ...value, [key]: changed };
}

describe('checkStack', () => {
  it('does not throw for 2,000 configurations with one unexpected value', () => {
    const configurations = fixtures.flatMap(({ configuration }) => configuration ?? []);
    fc.assert(
      fc.property(
        fc.constantFrom(...configurations),
        path,
        unexpectedValue,
        (configuration, place, value) => {
          const changed = replaceAt(configuration, place, value) as JsonObject;
          expect(() => checkStack(new TerraformStack(readConfigurationResources(changed)))).not.toThrow();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not throw for 1,000 plans with one unexpected value among the planned attributes', () => {
    const plans = fixtures.flatMap(({ plan }) => plan ?? []);
    fc.assert(
      fc.property(fc.constantFrom(...plans), path, unexpectedValue, (plan, place, value) => {
        const changes = (plan.resource_changes ?? []).map((change) => ({
          ...change,
          change: { ...change.change, after: replaceAt(change.change.after, place, value) },
        }));
        const changed = { ...plan, resource_changes: changes } as PlanJson;
        expect(() => checkStack(new TerraformStack(readPlan(changed)))).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
