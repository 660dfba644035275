import { readFileSync, readdirSync } from 'node:fs';
import {
  type JsonObject,
  type PlanJson,
  TerraformStack,
  allChecks,
  checkStack,
  readConfigurationResources,
  readPlan,
} from '@headwaters/plan-check';
import { describe, expect, it } from '@jest/globals';

interface Fixture {
  readonly name: string;
  readonly address?: string;
  readonly configuration?: JsonObject;
  readonly plan?: PlanJson;
}

const folder = new URL('fixtures/', import.meta.url);
const readFixtures = (id: string) =>
  JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as {
    failing: Fixture[];
    passing: Fixture[];
  };

const findingsOf = ({ configuration, plan }: Fixture, id: string) =>
  checkStack(
    new TerraformStack([...readConfigurationResources(configuration ?? {}), ...readPlan(plan ?? {})]),
  ).filter((finding) => finding.id === id);

describe('allChecks', () => {
  it('has fixtures for each check and for nothing else', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    expect(files.sort()).toEqual(allChecks.map(({ id }) => id).sort());
  });

  describe.each(allChecks.map(({ id }) => id))('%s', (id) => {
    const { failing, passing } = readFixtures(id);

    it.each(failing.map((fixture) => [fixture.name, fixture] as const))('finds %s', (_, fixture) => {
      expect(findingsOf(fixture, id).map(({ address }) => address)).toContain(fixture.address);
    });

    it.each(passing.map((fixture) => [fixture.name, fixture] as const))('passes over %s', (_, fixture) => {
      expect(findingsOf(fixture, id)).toEqual([]);
    });
  });
});
