import {
  findSourceBucket,
  listConsumers,
  readBlueprint,
  readConfiguration,
  readPipelineNames,
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
      { name: 'log', functionName: 'first', archiveBucket: undefined },
      { name: 'archive', functionName: 'second', archiveBucket: 'archived' },
    ]);
  });

  it('returns the function of a mapping to an alias', async () => {
    const stack = ingestStack({ versions: true, consumer: { environment: { variables: log } } });
    const blueprint = readBlueprint(await readConfiguration(writeStack(stack)));
    expect(listConsumers(blueprint)).toMatchObject([{ name: 'log', functionName: 'consumer' }]);
  });

  it('rejects a consumer without CONSUMER_NAME', () => {
    expect(() => listConsumers(blueprintOf({ first: { SINK: 'log' } }))).toThrow('CONSUMER_NAME');
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

describe('findSourceBucket', () => {
  it('returns the bucket of the first notification', () => {
    const rule = {
      address: '',
      functionName: '',
      qualifier: undefined,
      id: '',
      events: [],
      prefix: '',
      suffix: '',
    };
    const notifications = ['one', 'two'].map((bucketName) => ({ ...rule, bucketName }));
    expect(findSourceBucket({ stackName: 'stack', notifications })).toBe('one');
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
