import { describe, expect, it } from '@jest/globals';
import { formatReport } from '../../../src/acceptance/report/format-report.js';
import { isSuccessful, type StepReport, summarize } from '../../../src/acceptance/report/report.js';

const run = {
  target: 'AWS',
  environment: 'ingest-dev',
  region: 'us-east-1',
  runId: '20261124T120000ab12',
  startedAt: '2026-11-24T12:00:00.000Z',
  commit: 'abc1234',
} as const;

const passed: StepReport = {
  name: 'file',
  title: 'A file arrives',
  status: 'passed',
  predicted: { complete: { archive: true }, kinesisRecords: 7 },
  observed: { complete: { archive: true }, kinesisRecords: 8 },
  measurements: { secondsAfterUpload: { archive: { p50: 1.5 } } },
  problems: [],
  differences: [{ field: 'kinesisRecords', expected: 7, observed: 8 }],
  seconds: 12,
};
const failed: StepReport = {
  name: 'corrupt-gzip',
  title: 'A corrupt file is rejected',
  status: 'failed',
  predicted: { rejection: 'CORRUPT' },
  observed: { rejection: null },
  problems: [{ field: 'rejection', expected: 'CORRUPT', observed: null }],
  differences: [{ field: 'rejection', expected: 'CORRUPT', observed: null }],
  seconds: 600,
};
const notRun: StepReport = {
  name: 'alarm-metrics',
  title: 'Every metric exists',
  status: 'not run',
  reason: 'AWS answered AccessDenied: no \u001b[31mred\u001b[0m',
  unpredicted: 'the simulator has no CloudWatch',
  problems: [],
  differences: [],
  seconds: 0,
};

describe('formatReport', () => {
  it('prints each field as predicted and as observed, marks differences, and says what a field must be', () => {
    expect(formatReport(summarize(run, [passed, failed, notRun]))).toBe(
      [
        'ingest-dev in us-east-1, run 20261124T120000ab12, 2026-11-24T12:00:00.000Z, commit abc1234',
        '',
        'passed   file: A file arrives (12 s)',
        '                           simulator  AWS',
        '         complete.archive  true       true',
        '      != kinesisRecords    7          8',
        '         measured secondsAfterUpload: archive (p50 1.5)',
        '',
        'failed   corrupt-gzip: A corrupt file is rejected (600 s)',
        '                    simulator  AWS',
        '      != rejection  CORRUPT    -    must be CORRUPT',
        '',
        'not run  alarm-metrics: Every metric exists',
        '         reason: AWS answered AccessDenied: no \\u001b[31mred\\u001b[0m',
        '         no prediction: the simulator has no CloudWatch',
        '',
        '1 passed, 1 failed, 1 not run; 2 differences from the simulator',
        '',
      ].join('\n'),
    );
  });
});

describe('isSuccessful', () => {
  it.each([
    ['a passed step, with a difference from the simulator', 'AWS', [passed], true],
    ['a passed step and one that was not run', 'AWS', [passed, notRun], true],
    ['a failed step', 'AWS', [passed, failed], false],
    ['no step that was run', 'AWS', [notRun], false],
    ['a difference between two runs of the simulator', 'simulator', [passed], false],
    ['no difference between two runs of the simulator', 'simulator', [{ ...passed, differences: [] }], true],
  ] as const)('judges a run with %s, against %s', (_, target, steps, isOk) => {
    expect(isSuccessful(summarize({ ...run, target }, steps))).toBe(isOk);
  });
});
