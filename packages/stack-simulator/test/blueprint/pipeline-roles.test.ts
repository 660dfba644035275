import {
  findSourceBucket,
  listConsumers,
  readBlueprint,
  readConfiguration,
  readPipelineNames,
  readRecordLayout,
  readRecoveryPipeline,
  shortenNames,
  type Blueprint,
} from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

type Environments = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A blueprint with one mapped function per environment. */
const blueprintOf = (environments: Environments) =>
  ({
    stackName: 'stack',
    region: 'eu-west-1',
    functions: Object.entries(environments).map(([name, environment]) => ({ name, environment })),
    mappings: Object.keys(environments).map((functionName) => ({ functionName })),
    destinations: [
      { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:123456789012:queue', name: 'queue' },
      { kind: 's3', arn: 'arn:aws:s3:::failures', name: 'failures' },
    ],
    notifications: [],
    uploads: [],
  }) as unknown as Blueprint;

const archive = {
  CONSUMER_NAME: 'archive',
  SINK: 'archive',
  ARCHIVE_BUCKET: 'archived',
  LEDGER_BUCKET: 'ledger',
};
const log = { CONSUMER_NAME: 'log', SINK: 'log' };

describe('listConsumers', () => {
  it('returns name, function and archive bucket in the order of the mappings', () => {
    expect(listConsumers(blueprintOf({ first: log, second: archive }))).toEqual([
      { name: 'log', functionName: 'first', archiveBucket: undefined, quarantines: true },
      { name: 'archive', functionName: 'second', archiveBucket: 'archived', quarantines: true },
    ]);
  });

  it('returns the function of a mapping to an alias', async () => {
    const stack = ingestStack({ versions: true, consumer: { environment: { variables: log } } });
    const blueprint = readBlueprint(await readConfiguration(writeStack(stack)));
    expect(listConsumers(blueprint)).toMatchObject([{ name: 'log', functionName: 'consumer' }]);
  });

  it.each([
    ['no variables', {}, 'first'],
    ['variables of its own', { SINK: 'arn:aws:sns:eu-west-1:123456789012:topic' }, 'first'],
    ['an own sink', { CONSUMER_NAME: 'team', LEDGER_BUCKET: 'ledger' }, 'team'],
    ['a sink that the contract does not know', { CONSUMER_NAME: 'team', SINK: 'lgo' }, 'team'],
  ])('returns a function with %s, and archives nothing of it', (_, environment, name) => {
    expect(listConsumers(blueprintOf({ first: environment }))).toEqual([
      { name, functionName: 'first', archiveBucket: undefined, quarantines: false },
    ]);
  });

  it('returns a function with two mappings once', () => {
    const blueprint = blueprintOf({ first: {} });
    const mappings = [...blueprint.mappings, ...blueprint.mappings];
    expect(listConsumers({ ...blueprint, mappings })).toHaveLength(1);
  });
});

describe('readRecordLayout', () => {
  const layoutOf = (environment: Readonly<Record<string, string>>) =>
    readRecordLayout({
      ...blueprintOf({ producer: environment }),
      uploads: [{ functionName: 'producer' }] as unknown as Blueprint['uploads'],
    });

  it('returns the layout of the producer, lines by default', () => {
    expect(layoutOf({ STREAM_NAME: 'stream' })).toBe('lines');
    expect(layoutOf({ STREAM_NAME: 'stream', RECORD_LAYOUT: 'csv' })).toBe('csv');
  });

  it('returns undefined for a producer of another project', () => {
    expect(layoutOf({ STREAM: 'stream' })).toBeUndefined();
  });
});

describe('readPipelineNames', () => {
  it('leaves out consumers without LEDGER_BUCKET', () => {
    expect(readPipelineNames(blueprintOf({ first: log, second: archive }))).toEqual({
      ledgerBucket: 'ledger',
      failuresBucket: 'failures',
      consumers: [{ name: 'archive', functionName: 'second' }],
      region: 'eu-west-1',
    });
  });
});

describe('readRecoveryPipeline', () => {
  const blueprintFor = async (options: Parameters<typeof ingestStack>[0]) =>
    readBlueprint(await readConfiguration(writeStack(ingestStack(options))));
  const consumer = { environment: { variables: { ...archive, CANARY_PREFIX: 'canary/' } } };

  it('returns buckets, stream, functions, mappings and filters of a stack', async () => {
    const blueprint = await blueprintFor({ consumer });
    expect(readRecoveryPipeline(blueprint)).toEqual({
      sourceBucket: 'source-123456789012',
      ledgerBucket: 'ledger',
      failuresBucket: 'failures',
      archiveBucket: 'archived',
      archiveConsumer: 'archive',
      streamName: 'stream',
      streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
      retentionHours: 24,
      producer: { functionName: 'producer', qualifier: undefined },
      consumers: [
        {
          name: 'archive',
          functionName: 'consumer',
          qualifier: undefined,
          mappingIds: blueprint.mappings.map(({ uuid }) => uuid),
        },
      ],
      uploadFilters: [{ prefix: '', suffix: '.txt' }],
      receiptDays: undefined,
      canaryPrefix: 'canary/',
    });
  });

  it('returns the aliases that the triggers invoke', async () => {
    const roles = readRecoveryPipeline(await blueprintFor({ consumer, versions: true }));
    expect([roles.producer.qualifier, roles.consumers[0]?.qualifier]).toEqual(['live', 'live']);
  });

  it('rejects a stack without a consumer that writes receipts', async () => {
    const blueprint = await blueprintFor({});
    expect(() => readRecoveryPipeline(blueprint)).toThrow(/^ingest-test has no consumer with/);
  });
});

describe('findSourceBucket', () => {
  it('returns the bucket of the first upload route', () => {
    const route = { trigger: 'queue', address: '', functionName: '', qualifier: undefined } as const;
    const uploads = ['one', 'two'].map((bucketName) => ({ ...route, bucketName, prefix: '', suffix: '' }));
    expect(findSourceBucket({ stackName: 'stack', uploads })).toBe('one');
  });

  it('rejects a stack without notifications, with its name', () => {
    expect(() => findSourceBucket(blueprintOf({}))).toThrow(/^stack has no aws_s3_bucket_notification/);
  });
});

describe('shortenNames', () => {
  it.each([
    [
      ['a-dev-producer', 'a-dev-consumer-x', 'a-dev-consumer-y'],
      ['producer', 'consumer-x', 'consumer-y'],
    ],
    [
      ['producer', 'consumer'],
      ['producer', 'consumer'],
    ],
    [['a-dev-producer'], ['a-dev-producer']],
    [[], []],
  ])('shortens %j to %j', (names, short) => {
    expect([...shortenNames(names).values()]).toEqual(short);
  });
});
