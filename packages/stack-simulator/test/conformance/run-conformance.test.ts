import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Scenario, readScenarios, runScenario } from '@headwaters/stack-simulator/conformance';
import { describe, expect, it } from '@jest/globals';
import '../support/patient-tests.js';

const folder = fileURLToPath(new URL('../../conformance', import.meta.url));
const files = readdirSync(folder).filter((file) => file !== 'rules.json' && file.endsWith('.json'));

describe.each(files)('runScenario: conformance/%s', (file) => {
  const scenarios = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Scenario[];

  it.each(scenarios.map(({ name }, index) => [name, index] as const))('%s', async (name) => {
    const { scenarios: checked } = await readScenarios(folder);
    const scenario = checked.find((candidate) => candidate.name === name);
    expect(scenario && (await runScenario(scenario))).toEqual([]);
  });
});

describe('readScenarios', () => {
  it('has a scenario for every rule', async () => {
    const { rules, scenarios } = await readScenarios(folder);
    const shown = new Set(scenarios.flatMap((scenario) => scenario.rules));
    expect(rules.filter(({ id }) => !shown.has(id))).toEqual([]);
  });
});
