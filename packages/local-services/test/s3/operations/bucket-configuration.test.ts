import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  type LifecycleRule,
  type NotificationConfiguration,
  type QueueConfiguration,
  type Tag,
} from '@aws-sdk/client-s3';
import { overlapMessage } from '@headwaters/aws-rules';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'configured';
let running: TestServices;
beforeAll(async () => {
  running = await startForTest();
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => running.stop());

const malformed = { name: 'MalformedXML', $metadata: { httpStatusCode: 400 } };

describe('PutBucketNotificationConfiguration', () => {
  const arnOf = (service: string, name: string, region = 'us-east-1') =>
    `arn:aws:${service}:${region}:111111111111:${name}`;
  const QueueArn = arnOf('sqs', 'queue');
  const Events: QueueConfiguration['Events'] = ['s3:ObjectCreated:*'];

  const put = (configuration: NotificationConfiguration) =>
    running.s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }),
    );
  const putQueues = (...rules: Partial<QueueConfiguration>[]) =>
    put({ QueueConfigurations: rules.map((rule) => ({ QueueArn, Events, ...rule })) });
  const read = () => running.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const filter = (...rules: readonly [string, string][]) => ({
    Filter: { Key: { FilterRules: rules.map(([Name, Value]) => ({ Name: Name as 'prefix', Value })) } },
  });

  // LocalStack's recordings test_filter_rules_case_insensitive, test_filter_rules_empty_value, test_notifications_with_filter.
  it('stores rules of all targets with an id and capitalized filter names, and replaces them', async () => {
    await put({
      QueueConfigurations: [
        { QueueArn, Events, ...filter(['suffix', '.txt'], ['PREFIX', 'a & <b>/']) },
        { Id: 'empty', QueueArn, Events: ['s3:ObjectTagging:*'], ...filter(['suffix', '']) },
      ],
      TopicConfigurations: [{ Id: 'topic', TopicArn: arnOf('sns', 'topic'), Events: ['s3:ObjectRemoved:*'] }],
      LambdaFunctionConfigurations: [
        {
          Id: 'function',
          LambdaFunctionArn: arnOf('lambda', 'function:name:live'),
          Events: ['s3:ObjectAcl:Put', 's3:LifecycleTransition'],
        },
      ],
      EventBridgeConfiguration: {},
    });
    expect(await read()).toMatchObject({
      QueueConfigurations: [
        {
          Id: expect.stringMatching(/./),
          QueueArn,
          Events,
          ...filter(['Suffix', '.txt'], ['Prefix', 'a & <b>/']),
        },
        { Id: 'empty', ...filter(['Suffix', '']) },
      ],
      TopicConfigurations: [{ Id: 'topic', TopicArn: arnOf('sns', 'topic') }],
      LambdaFunctionConfigurations: [
        { Id: 'function', Events: ['s3:ObjectAcl:Put', 's3:LifecycleTransition'] },
      ],
      EventBridgeConfiguration: {},
    });
    await put({});
    expect((await read()).QueueConfigurations).toBeUndefined();
  });

  // LocalStack's recordings test_invalid_sqs_arn, test_invalid_topic_arn, test_invalid_lambda_arn and test_multiple_invalid_sqs_arns.
  it.each<[string, NotificationConfiguration]>([
    ['Queue', { QueueConfigurations: [{ QueueArn: 'invalid', Events }] }],
    ['Topic', { TopicConfigurations: [{ TopicArn: 'invalid', Events }] }],
    ['CloudFunction', { LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'invalid', Events }] }],
    ['Queue', { QueueConfigurations: [{ QueueArn: arnOf('sns', 'invalid'), Events }] }],
  ])('refuses the ARN of a %s that cannot be parsed, and names it', async (ArgumentName, configuration) => {
    await expect(put(configuration)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'The ARN could not be parsed',
      ArgumentName,
      ArgumentValue: expect.stringMatching(/invalid$/),
    });
  });

  it.each<[string, Partial<QueueConfiguration>[], RegExp]>([
    [
      'an unknown kind of event',
      [{ Events: ['s3:ObjectCreate:*' as 's3:ObjectCreated:*'] }],
      /not supported/,
    ],
    ['a kind without s3:', [{ Events: ['ObjectCreated:*' as 's3:ObjectCreated:*'] }], /not supported/],
    ['an unknown filter', [filter(['infix', 'a'])], /must be either prefix or suffix/],
    ['two prefixes', [filter(['prefix', 'a'], ['Prefix', 'b'])], /more than one prefix rule/],
    ['a suffix of 1,025 bytes', [filter(['suffix', 'ü'.repeat(512) + 'a'])], /cannot exceed 1024 bytes/],
    ['a queue of another region', [{ QueueArn: arnOf('sqs', 'queue', 'eu-west-1') }], /region is not valid/],
    ['a FIFO queue', [{ QueueArn: `${QueueArn}.fifo` }], /FIFO/],
    ['the same id twice', [{ Id: 'a' }, { Id: 'a', Events: ['s3:ObjectRemoved:*'] }], /IDs must be unique/],
  ])('refuses %s', async (_what, rules, message) => {
    await expect(putQueues(...rules)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses rules that overlap, also of a queue and a topic', async () => {
    const overlap = { name: 'InvalidArgument', message: overlapMessage };
    await expect(putQueues(filter(['prefix', 'a']), filter(['prefix', 'a/']))).rejects.toMatchObject(overlap);
    const TopicConfigurations = [
      { TopicArn: arnOf('sns', 'topic'), Events: ['s3:ObjectCreated:Put' as const] },
    ];
    const QueueConfigurations = [{ QueueArn, Events }];
    await expect(put({ QueueConfigurations, TopicConfigurations })).rejects.toMatchObject(overlap);
  });

  it('accepts a suffix of 1,024 bytes, and rules that differ in suffix or kind', async () => {
    await putQueues(filter(['suffix', 'ü'.repeat(512)]), filter(['suffix', '.png']), {
      Events: ['s3:ObjectRemoved:*'],
    });
    expect((await read()).QueueConfigurations).toHaveLength(3);
  });

  // LocalStack's recording test_bucket_not_exist.
  it('refuses a bucket that does not exist', async () => {
    const call = new PutBucketNotificationConfigurationCommand({
      Bucket: 'none',
      NotificationConfiguration: {},
    });
    await expect(running.s3.send(call)).rejects.toMatchObject({ name: 'NoSuchBucket', BucketName: 'none' });
  });

  it('refuses a rule without events or without its target', async () => {
    await expect(putQueues({ Events: [] })).rejects.toMatchObject(malformed);
    await expect(putQueues({ QueueArn: undefined })).rejects.toMatchObject(malformed);
  });
});

describe('PutBucketLifecycleConfiguration', () => {
  const put = (...rules: Partial<LifecycleRule>[]) =>
    running.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: rules.map((rule) => ({
            Status: 'Enabled',
            Filter: { Prefix: '' },
            Expiration: { Days: 1 },
            ...rule,
          })),
        },
      }),
    );

  it('stores rules and gives an id to those without', async () => {
    const And = {
      Prefix: 'a/',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '<2>' },
      ],
    };
    const Date = new globalThis.Date('2030-01-01T00:00:00Z');
    await put({ ID: 'one', Filter: { And } }, { Expiration: { Date } });
    const { Rules } = await running.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toMatchObject([
      { ID: 'one', Filter: { And }, Expiration: { Days: 1 } },
      { ID: expect.stringMatching(/./), Expiration: { Date } },
    ]);
  });

  // LocalStack's recording test_put_bucket_lifecycle_conf_exc; ceph/s3-tests test_lifecycle_id_too_long, _same_id, _invalid_status.
  it.each<[string, Partial<LifecycleRule>[], object]>([
    ['no filter', [{ Filter: undefined }], malformed],
    ['an unknown status', [{ Status: 'enabled' as 'Enabled' }], malformed],
    ['an expiration of noncurrent versions without days', [{ NoncurrentVersionExpiration: {} }], malformed],
    ['two conditions outside of And', [{ Filter: { Prefix: '', ObjectSizeGreaterThan: 500 } }], malformed],
    ['days and delete markers', [{ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }], malformed],
    ['a date after midnight', [{ Expiration: { Date: new Date(7_200_000) } }], { name: 'InvalidArgument' }],
    [
      'a transition after midnight',
      [{ Transitions: [{ Date: new Date(7_200_000), StorageClass: 'STANDARD_IA' }] }],
      { name: 'InvalidArgument' },
    ],
    ['0 days', [{ Expiration: { Days: 0 } }], { name: 'InvalidArgument' }],
    ['an id of 256 characters', [{ ID: 'a'.repeat(256) }], { name: 'InvalidArgument' }],
    ['the same id twice', [{ ID: 'a' }, { ID: 'a' }], { name: 'InvalidArgument' }],
    ['no action', [{ Expiration: undefined }], { name: 'InvalidRequest' }],
    [
      'a tag twice',
      [{ Filter: { And: { Tags: ['1', '2'].map((Value) => ({ Key: 'a', Value })) } } }],
      { name: 'InvalidRequest', message: 'Duplicate Tag Keys are not allowed.' },
    ],
    ['no rules', [], malformed],
  ])('refuses %s', async (_what, rules, error) => {
    await expect(put(...rules)).rejects.toMatchObject(error);
  });
});

describe('PutBucketTagging', () => {
  const put = (...TagSet: Tag[]) =>
    running.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));

  // LocalStack's recordings test_tagging_validation and test_put_bucket_tagging_none_value.
  it.each<[string, Tag[], object]>([
    ['a key twice', ['a', 'a'].map((Key) => ({ Key, Value: '1' })), { name: 'InvalidTag', TagKey: 'a' }],
    ['a comma in a key', [{ Key: 'a,b', Value: '1' }], { name: 'InvalidTag', TagKey: 'a,b' }],
    ['a comma in a value', [{ Key: 'a', Value: '1,2' }], { name: 'InvalidTag', TagValue: '1,2' }],
    ['a system tag', [{ Key: 'aws:a', Value: '1' }], { message: /^System tags/ }],
    ['a tag without a value', [{ Key: 'a' } as Tag], malformed],
    ['51 tags', Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })), { name: 'BadRequest' }],
  ])('refuses %s', async (_what, tags, error) => {
    await expect(put(...tags)).rejects.toMatchObject(
      'message' in error ? { message: expect.stringMatching(error.message as RegExp) } : error,
    );
  });

  it('accepts 50 tags; an empty set deletes them', async () => {
    await put(...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'ü 1+2-3=4._:/@' })));
    await put();
    const read = running.s3.send(new GetBucketTaggingCommand({ Bucket }));
    await expect(read).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  });
});

// LocalStack's recording test_bucket_versioning_crud.
describe('PutBucketVersioning', () => {
  it.each<[unknown, string]>([
    ['enabled', 'MalformedXML'],
    ['Disabled', 'MalformedXML'],
    [undefined, 'IllegalVersioningConfigurationException'],
  ])('refuses the status %j with %s', async (Status, name) => {
    const VersioningConfiguration = { Status: Status as 'Enabled' };
    const put = running.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await expect(put).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });
});

describe('DeleteBucketOwnershipControls', () => {
  it('leaves no ownership controls, for which Terraform waits; before it they have a default', async () => {
    const call = (method: string) =>
      fetch(`${running.services.endpoint}/${Bucket}?ownershipControls`, { method });
    expect(await (await call('GET')).text()).toContain('BucketOwnerEnforced');
    expect((await call('DELETE')).status).toBe(204);
    const after = await call('GET');
    expect(after.status).toBe(404);
    expect(await after.text()).toContain('<Code>OwnershipControlsNotFoundError</Code>');
  });
});

// ceph/s3-tests test_object_lock_put_obj_lock_enable_after_create.
describe('PutObjectLockConfiguration', () => {
  it('demands that versioning is enabled', async () => {
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' } as const;
    const put = () =>
      running.s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    const refused = { name: 'InvalidBucketState', $metadata: { httpStatusCode: 409 } };
    for (const Status of [undefined, 'Suspended', 'Enabled'] as const) {
      if (Status !== undefined) {
        const VersioningConfiguration = { Status };
        await running.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      }
      if (Status === 'Enabled') await put();
      else await expect(put()).rejects.toMatchObject(refused);
    }
  });
});
