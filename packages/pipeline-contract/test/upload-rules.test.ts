import {
  defaultUploadSettings,
  findUploadRule,
  findUploadRuleProblems,
  parseProducerEnvironment,
  resolveUploadRule,
  serializeUploadRules,
  uploadRulesOf,
  type UploadRuleInput,
  type UploadSettings,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

const shared: UploadSettings = {
  ...defaultUploadSettings,
  recordLayout: 'csv',
  csvHeader: 'first-row',
  csvDelimiter: ';',
  partitionStrategy: 'field',
  partitionField: 'pump',
  partitionMissing: 'reject',
  encoding: 'auto',
};

const parseRules = (rules: unknown, variables: NodeJS.ProcessEnv = {}) =>
  uploadRulesOf(
    parseProducerEnvironment({ STREAM_NAME: 'records', ...variables, UPLOAD_RULES: JSON.stringify(rules) }),
  );

describe('findUploadRule', () => {
  const rules = [
    { prefix: 'orders/', suffix: '.csv', name: 'orders' },
    { suffix: '.csv', name: 'other CSV' },
    { prefix: 'raw/', suffix: '', name: 'raw' },
  ];

  it.each([
    ['orders/a.csv', 'orders'],
    ['a.csv', 'other CSV'],
    ['raw/a.csv', 'other CSV'],
    ['raw/a.txt', 'raw'],
    ['orders/a.CSV', undefined],
    ['orders/a.csv.gz', undefined],
    ['', undefined],
  ])('finds for %p the first rule that matches: %s', (key, name) => {
    expect(findUploadRule(rules, key)?.name).toBe(name);
  });
});

describe('resolveUploadRule', () => {
  it('takes what a rule leaves out from the shared settings', () => {
    expect(resolveUploadRule({ suffix: '.csv', csvDelimiter: '|' }, shared)).toEqual({
      ...shared,
      csvDelimiter: '|',
      prefix: '',
      suffix: '.csv',
      binary: false,
    });
  });

  it('does not inherit what applies to CSV, to a field or to text only', () => {
    const rule = { suffix: '.bin', partitionStrategy: 'object', binary: true } as const;
    expect(resolveUploadRule(rule, shared)).toMatchObject({
      recordLayout: 'whole',
      csvHeader: 'none',
      csvDelimiter: ',',
      partitionMissing: 'slot',
      encoding: 'utf-8',
    });
  });
});

describe('serializeUploadRules', () => {
  it('leaves out what the shared settings and the defaults say already', () => {
    const rules: UploadRuleInput[] = [
      {
        prefix: '',
        suffix: '.csv',
        recordLayout: 'csv',
        csvDelimiter: ';',
        binary: false,
        partitionSlots: 16,
      },
      { suffix: '.txt', recordLayout: 'lines', csvHeader: 'none', partitionField: '/pump' },
    ];
    expect(serializeUploadRules(rules, shared)).toBe(
      '[{"suffix":".csv"},{"suffix":".txt","recordLayout":"lines","partitionField":"/pump"}]',
    );
  });

  it('keeps what every rule resolves to', () => {
    const rules: UploadRuleInput[] = [
      { prefix: 'a/', suffix: '', recordLayout: 'whole', partitionStrategy: 'spread' },
      { suffix: '.csv', csvHeader: 'none', partitionField: '3', partitionMissing: 'slot' },
      { suffix: '.gz', binary: true, recordLayout: 'lines', partitionStrategy: 'object' },
    ];
    const written = JSON.parse(serializeUploadRules(rules, shared)) as UploadRuleInput[];
    const resolve = (rule: UploadRuleInput) => resolveUploadRule(rule, shared);
    expect(written.map(resolve)).toEqual(rules.map(resolve));
  });
});

describe('findUploadRuleProblems', () => {
  const rule = (input: UploadRuleInput) => resolveUploadRule(input, defaultUploadSettings);

  it('reports a rule behind one that matches all its keys', () => {
    const rules = [
      { prefix: 'a/', suffix: '.csv' },
      { prefix: 'a/b/', suffix: '-x.csv' },
      { suffix: '.csv' },
    ];
    expect(findUploadRuleProblems(rules.map(rule))).toEqual([
      { index: 1, setting: 'suffix', advice: expect.stringContaining('rule 0 matches all its keys') },
    ]);
  });

  it('reports one problem of each rule', () => {
    const rules: UploadRuleInput[] = [
      { suffix: '.a', csvDelimiter: ';' },
      { suffix: '.b', csvHeader: 'first-row' },
      { suffix: '.c', partitionMissing: 'reject' },
      { suffix: '.d', partitionStrategy: 'field', partitionField: 'name' },
      { suffix: '.e', binary: true, encoding: 'utf-16' },
      { suffix: '.f', recordLayout: 'csv', csvDelimiter: 'auto' },
    ];
    expect(findUploadRuleProblems(rules.map(rule)).map(({ index, setting }) => [index, setting])).toEqual([
      [0, 'csvDelimiter'],
      [1, 'csvHeader'],
      [2, 'partitionMissing'],
      [3, 'partitionField'],
      [4, 'encoding'],
    ]);
  });
});

describe('UPLOAD_RULES', () => {
  it('is by default one rule with the single settings, for every key', () => {
    const environment = parseProducerEnvironment({ STREAM_NAME: 'records', RECORD_LAYOUT: 'whole' });
    expect(uploadRulesOf(environment)).toEqual([
      {
        ...defaultUploadSettings,
        partitionField: undefined,
        recordLayout: 'whole',
        prefix: '',
        suffix: '',
        binary: false,
      },
    ]);
  });

  it('has the single settings as its defaults', () => {
    const variables = { RECORD_LAYOUT: 'csv', CSV_DELIMITER: 'tab', MAX_EXPANSION_RATIO: '7' };
    expect(parseRules([{ suffix: '.tsv' }, { suffix: '.txt', recordLayout: 'lines' }], variables)).toEqual([
      expect.objectContaining({
        suffix: '.tsv',
        recordLayout: 'csv',
        csvDelimiter: 'tab',
        maxExpansionRatio: 7,
      }),
      expect.objectContaining({
        suffix: '.txt',
        recordLayout: 'lines',
        csvDelimiter: ',',
        maxExpansionRatio: 7,
      }),
    ]);
  });

  it('checks the rules, not the defaults that none of them uses', () => {
    const rules = [{ suffix: '', partitionField: '/pump' }];
    expect(parseRules(rules, { PARTITION_STRATEGY: 'field' })).toHaveLength(1);
  });

  it.each([
    ['no list', {}, /UPLOAD_RULES must be a list of rules/],
    ['an empty list', [], /UPLOAD_RULES must contain a rule/],
    ['no suffix', [{ prefix: 'a/' }], /UPLOAD_RULES\.0\.suffix is missing/],
    [
      'a wrong name',
      [{ suffix: '', layout: 'csv' }],
      /UPLOAD_RULES\.0\.layout is unknown: remove it or correct/,
    ],
    ['a rule that is no object', ['.csv'], /UPLOAD_RULES\.0 must be an object/],
    [
      'a wrong delimiter',
      [{ suffix: '', csvDelimiter: ':' }],
      /UPLOAD_RULES\.0\.csvDelimiter must be one of: , ; tab/,
    ],
    [
      '501 slots',
      [{ suffix: '', partitionSlots: 501 }],
      /UPLOAD_RULES\.0\.partitionSlots must be .* from 1 to 500/,
    ],
    [
      'ratio 0',
      [{ suffix: '', maxExpansionRatio: 0 }],
      /UPLOAD_RULES\.0\.maxExpansionRatio must be .* from 1/,
    ],
    [
      'a conflict',
      [{ suffix: 'a' }, { suffix: '', csvHeader: 'first-row' }],
      /UPLOAD_RULES\.1\.csvHeader must be none/,
    ],
    [
      '1,025 bytes of prefix',
      [{ prefix: 'a'.repeat(1_025), suffix: '' }],
      /UPLOAD_RULES\.0\.prefix must be at most 1024/,
    ],
  ])('rejects %s', (_, rules, message) => {
    expect(() => parseRules(rules)).toThrow(message);
  });

  it('accepts the limits: 1,024 bytes, 500 slots, ratios 1 and 100,000', () => {
    const rules = [
      { prefix: 'a'.repeat(1_024), suffix: '', maxExpansionRatio: 1 },
      { suffix: '', partitionSlots: 500, maxExpansionRatio: 100_000 },
    ];
    expect(parseRules(rules)).toHaveLength(2);
  });

  it('rejects what is not JSON, without its text', () => {
    const parse = () => parseProducerEnvironment({ STREAM_NAME: 'records', UPLOAD_RULES: '[secret' });
    expect(parse).toThrow(/UPLOAD_RULES must be JSON/);
    expect(parse).not.toThrow(/secret/);
  });
});
