import { describe, expect, it } from '@jest/globals';
import { parseProducerEnvironment, uploadRulesOf } from '@headwaters/pipeline-contract';
import { dev } from '../../src/environments/dev.js';
import { bucketsOfRules, events } from '../environments/every-feature.js';
import { synthesize } from '../synthesize.js';

const variablesOf = (settings: Parameters<typeof synthesize>[0]) =>
  (
    synthesize(settings).resource('aws_lambda_function', 'producer')['environment'] as {
      variables: Record<string, string>;
    }
  ).variables;

describe('producerVariables', () => {
  it('leaves out what has its default, so that an environment of before does not change', () => {
    const names = [
      'WIRE',
      'RECORD_TERMINATOR',
      'CSV_DELIMITER',
      'ENCODING',
      'PARTITION_MISSING',
      'MAX_EXPANSION_RATIO',
      'UPLOAD_RULES',
    ];
    expect(names.filter((name) => name in variablesOf(dev))).toEqual([]);
  });

  it('are what the producer reads: the same rules with the same settings', () => {
    const environment = parseProducerEnvironment(variablesOf(events));
    expect(environment).toMatchObject({
      WIRE: 'plain',
      RECORD_TERMINATOR: 'remove',
      MAX_EXPANSION_RATIO: 1_000,
    });
    expect(uploadRulesOf(environment)).toMatchObject([
      { prefix: 'in/', suffix: '.csv', recordLayout: 'csv', csvHeader: 'first-row', csvDelimiter: 'auto' },
      {
        prefix: 'in/',
        suffix: '.json',
        partitionStrategy: 'field',
        partitionField: '/user/id',
        maxExpansionRatio: 1_000,
      },
      { prefix: '', suffix: '.json', encoding: 'auto' },
      { suffix: '.bin', binary: true, recordLayout: 'whole' },
    ]);
  });

  it('have the field of the producer for a rule that inherits it, whatever the strategy of the producer', () => {
    const settings = {
      ...dev,
      buckets: bucketsOfRules,
      producer: { ...dev.producer, partitionField: '/user/id' },
      uploads: [{ suffix: '.json', partitionStrategy: 'field' as const }],
    };
    expect(uploadRulesOf(parseProducerEnvironment(variablesOf(settings)))).toMatchObject([
      { partitionStrategy: 'field', partitionField: '/user/id' },
    ]);
  });

  it('may record sources with every wire, so that a change of the wire needs no new permission', () => {
    const wires = ['block', 'kpl', 'plain'] as const;
    const sidsOf = (wire: (typeof wires)[number], owner: string) =>
      Object.keys(synthesize({ ...dev, producer: { ...dev.producer, wire } }).permissions(owner));
    expect(wires.filter((wire) => !sidsOf(wire, 'producer').includes('RecordSources'))).toEqual([]);
    expect(wires.filter((wire) => !sidsOf(wire, 'consumer-audit').includes('ReadSources'))).toEqual([]);
  });

  it('lets consumers list source records, so that a missing one reads as 404, and nothing else of the ledger', () => {
    const ledger = 'arn:aws:s3:::headwaters-ingest-events-ledger-111122223333-us-east-1';
    const stack = synthesize(events);
    expect(stack.permissions('producer')['RecordSources']).toEqual({
      actions: ['s3:PutObject'],
      resources: [`${ledger}/sources/*`],
    });
    const [list] = stack.statements('consumer-latest_permissions').filter(({ sid }) => sid === 'ListSources');
    expect(list).toMatchObject({
      actions: ['s3:ListBucket'],
      resources: [ledger],
      condition: [{ test: 'StringLike', variable: 's3:prefix', values: ['sources/*'] }],
    });
    expect(stack.permissions('consumer-latest')['ReadSources']).toEqual({
      actions: ['s3:GetObject'],
      resources: [`${ledger}/sources/*`],
    });
  });
});
