import { readFileSync, readdirSync } from 'node:fs';
import {
  type JsonObject,
  type PlanJson,
  TerraformStack,
  checkStack,
  readConfigurationResources,
  readPlan,
} from '@headwaters/plan-check';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const folder = new URL('fixtures/', import.meta.url);
interface Fixture {
  readonly configuration?: JsonObject;
  readonly plan?: PlanJson;
}
const fixtures = readdirSync(folder).flatMap((file) => {
  const { failing, passing } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<
    string,
    Fixture[]
  >;
  return [...(failing ?? []), ...(passing ?? [])];
});

/** What Terraform's JSON can have in the place of a value. */
const strange = fc.oneof(
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

/** A value with what stands at a path replaced. */
function replaceAt(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  const changed = replaceAt((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? changed : item));
  return { ...value, [key]: changed };
}

const path = (shortest: number) => fc.array(fc.nat(20), { minLength: shortest, maxLength: 9 });

describe('checkStack', () => {
  it('gives findings and no error, whatever a configuration has in a place', () => {
    const configurations = fixtures.flatMap(({ configuration }) => configuration ?? []);
    fc.assert(
      fc.property(fc.constantFrom(...configurations), path(1), strange, (configuration, place, value) => {
        const changed = replaceAt(configuration, place, value) as JsonObject;
        expect(Array.isArray(checkStack(new TerraformStack(readConfigurationResources(changed))))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives findings and no error, whatever a planned resource has in a place', () => {
    const plans = fixtures.flatMap(({ plan }) => plan ?? []);
    fc.assert(
      fc.property(fc.constantFrom(...plans), path(1), strange, (plan, place, value) => {
        const changes = (plan.resource_changes ?? []).map((change) => ({
          ...change,
          change: { ...change.change, after: replaceAt(change.change.after, place, value) },
        }));
        const stack = new TerraformStack(readPlan({ ...plan, resource_changes: changes } as PlanJson));
        expect(Array.isArray(checkStack(stack))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
