import { describe, expect, it } from '@jest/globals';
import { TerraformStack, allChecks, checkStack } from '@headwaters/plan-check';
import { listFixtureFiles, readFixtures, resourcesOf, type Fixture } from './support/fixtures.js';

const findingsOf = (fixture: Fixture, id: string) =>
  checkStack(new TerraformStack(resourcesOf(fixture))).findings.filter((finding) => finding.id === id);

describe('checkStack', () => {
  const files = listFixtureFiles().map((file) => file.replace(/\.json$/, ''));

  it('has fixtures of checks alone', () => {
    const ids = allChecks.map(({ id }) => id);
    expect(files.filter((file) => !ids.includes(file))).toEqual([]);
  });

  describe.each(files)('%s', (id) => {
    const { failing, passing } = readFixtures(`${id}.json`);

    it.each(failing.map((fixture) => [fixture.name, fixture] as const))('reports %s', (_, fixture) => {
      expect(findingsOf(fixture, id).map(({ address }) => address)).toContain(fixture.address);
    });

    it.each(passing.map((fixture) => [fixture.name, fixture] as const))('accepts %s', (_, fixture) => {
      expect(findingsOf(fixture, id)).toEqual([]);
    });
  });
});
