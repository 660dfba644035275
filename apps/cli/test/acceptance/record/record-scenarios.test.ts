import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenarios, runScenario } from '@headwaters/stack-simulator/conformance';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Observation } from '../../../src/acceptance/observation/observation.js';
import { recordedScenarios, writeScenarios } from '../../../src/acceptance/record/record-scenarios.js';
import { type StepReport, summarize } from '../../../src/acceptance/report/report.js';
import { acceptanceSteps } from '../../../src/acceptance/steps/steps.js';
import { conformanceFolder } from '../../../src/workspace-paths.js';

/** What AWS is documented to do, in the form in which each step observes it. */
const observations: Readonly<Record<string, Observation>> = {
  file: { bytes: 5_000_000, complete: { archive: true } },
  'corrupt-gzip': { published: false, rejection: 'HEADWATERS_INPUT_CORRUPT', failureRecords: 0 },
  'unreadable-object': {
    publishedWhileUnreadable: false,
    rejected: false,
    complete: { archive: true },
    arrivedAfterMinutes: 1,
  },
  'damaged-record': {
    quarantined: { archive: 'permanent' },
    neighbours: { archive: true },
    failureRecords: 0,
  },
  'disabled-consumer': {
    disabled: 'archive',
    completeWhileDisabled: { archive: false },
    completeAfterwards: { archive: true },
  },
  'producer-failure': {
    records: 1,
    condition: 'RetriesExhausted',
    invokeCount: 3,
    functionError: 'Unhandled',
    hasEvent: true,
    afterMinutes: 3,
  },
  'consumer-failures': {
    failures: {
      archive: {
        records: 1,
        condition: 'RecordAgeExceeded',
        invokeCount: 1,
        functionError: 'absent',
        hasEvent: true,
      },
    },
  },
};

function reportOf(observed: Readonly<Record<string, Observation>>, target: 'AWS' | 'simulator' = 'AWS') {
  const steps = Object.entries(observed).map(([name, observation]): StepReport => ({
    name,
    title: name,
    status: 'passed',
    observed: observation,
    problems: [],
    differences: [],
    seconds: 1,
  }));
  const run = { target, environment: 'ingest-dev', region: 'eu-west-1', runId: 'run1', commit: 'abc1234' };
  return summarize({ ...run, startedAt: '2026-11-24T12:00:00.000Z' }, steps);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-recording-'));
  copyFileSync(join(conformanceFolder, 'rules.json'), join(folder, 'rules.json'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes scenarios and reads them as the conformance suite does. */
async function recordAndRead(observed: Readonly<Record<string, Observation>>, target?: 'AWS' | 'simulator') {
  const scenarios = recordedScenarios(reportOf(observed, target), acceptanceSteps);
  await writeScenarios(join(folder, 'acceptance.json'), scenarios);
  return (await readScenarios(folder)).scenarios;
}

describe('recordedScenarios', () => {
  it('writes what the conformance suite can read, and the simulator passes what AWS is documented to do', async () => {
    const scenarios = await recordAndRead(observations);
    expect(scenarios).toHaveLength(6);
    const differences = await Promise.all(scenarios.map(runScenario));
    expect(differences.flat()).toEqual([]);
  });

  it.each([
    ['unreadable-object', 'arrivedAfterMinutes', 2],
    ['producer-failure', 'invokeCount', 2],
    ['producer-failure', 'condition', 'EventAgeExceeded'],
  ])(
    'makes the simulator fail if AWS behaves differently: %s with another %s',
    async (name, field, value) => {
      const [scenario] = await recordAndRead({ [name]: { ...observations[name], [field]: value } });
      if (scenario === undefined) throw new Error('Nothing was recorded.');
      expect(await runScenario(scenario)).not.toEqual([]);
    },
  );

  it('records nothing of a step that saw nothing to record', async () => {
    const nothing = {
      'corrupt-gzip': { published: true, rejection: null, failureRecords: 0 },
      'damaged-record': { quarantined: {}, neighbours: { archive: false }, failureRecords: 0 },
      'producer-failure': { records: 0 },
      'consumer-failures': { failures: { archive: { records: 0 } } },
    };
    expect(await recordAndRead(nothing)).toEqual([]);
  });

  it('names region, date, commit and step in the source, and no account', async () => {
    const [scenario] = await recordAndRead({ 'corrupt-gzip': observations['corrupt-gzip'] ?? {} });
    expect(scenario?.source).toBe(
      'acceptance run run1 on AWS, eu-west-1, 2026-11-24, commit abc1234, step corrupt-gzip',
    );
  });

  it('says of a local run that it is not AWS', async () => {
    const observed = { 'corrupt-gzip': observations['corrupt-gzip'] ?? {} };
    const [scenario] = await recordAndRead(observed, 'simulator');
    expect(scenario?.source).toContain('on the simulator itself, not AWS');
  });
});
