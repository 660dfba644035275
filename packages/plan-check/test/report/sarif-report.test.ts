import { describe, expect, it } from '@jest/globals';
import { allChecks, checkInputs, readStackFolder, toSarif } from '@headwaters/plan-check';
import { plainStream, writeFolder } from '../support/inputs.js';

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; defaultConfiguration: { level: string } }[] } };
    invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
    results: {
      ruleId: string;
      level: string;
      locations: object[];
      suppressions?: object[];
      partialFingerprints: object;
    }[];
  }[];
}

function report(stream: object, more: object = {}) {
  const folder = writeFolder({ 'main.tf.json': plainStream(stream), ...more });
  const sarif = toSarif(checkInputs([readStackFolder(folder)]), folder) as Sarif;
  const [run] = sarif.runs;
  if (run === undefined) throw new Error('there is no run');
  return run;
}

describe('toSarif', () => {
  it('has a rule for each check, with its severity as level', () => {
    const { rules } = report({}).tool.driver;
    expect(rules.map(({ id, defaultConfiguration: { level } }) => [id, level])).toEqual(
      allChecks.map(({ id, severity }) => [id, severity]),
    );
  });

  it('locates a finding by file, line and address', () => {
    expect(report({}).results).toEqual([
      expect.objectContaining({
        ruleId: 'unencrypted',
        level: 'error',
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'main.tf.json' }, region: { startLine: 4 } },
            logicalLocations: [{ fullyQualifiedName: 'aws_kinesis_stream.orders', kind: 'resource' }],
          },
        ],
      }),
    ]);
  });

  it('keeps the fingerprint of a finding that moves to another line', () => {
    const [first] = report({}).results;
    const [moved] = report({}, { 'a.tf.json': { resource: {} } }).results;
    expect(moved?.partialFingerprints).toEqual(first?.partialFingerprints);
  });

  it('notes what was not checked, and the reason of a suppression', () => {
    const { invocations } = report({ encryption_type: '${var.type}' });
    expect(invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'aws_kinesis_stream.orders was not checked: its encryption is an expression.',
    ]);
    const { results } = report({ '//': 'plan-check: ignore unencrypted: Test data.' });
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'inSource', justification: 'Test data.' }],
    ]);
  });
});
