import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { CreateStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { addStatement, removeStatement } from '../../src/acceptance/changes/bucket-policy.js';
import { ChangeJournal } from '../../src/acceptance/changes/change-journal.js';
import { readMappingSettings, updateMapping } from '../../src/acceptance/changes/mapping-settings.js';
import { BucketPolicyDenial } from '../../src/acceptance/changes/read-denial.js';
import { undoChange } from '../../src/acceptance/changes/undo-change.js';
import { httpStatusOf } from '../../src/errors.js';
import { describePipeline } from '../../src/acceptance/target/pipeline.js';
import { fakeClock } from '../../test/support/fake-clock.js';
import { fakeTarget } from '../../test/support/fake-target.js';
import { describeWithMoto } from '@headwaters/test-kit/moto-server';
import { MotoServer } from '../moto-server.js';

const tlsOnly = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::source/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const statement = {
  Sid: 'Test',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::source/key',
};

describeWithMoto('the settings of an environment, as moto serves them', () => {
  let moto: MotoServer;
  let mappingId: string;
  beforeAll(async () => {
    moto = await MotoServer.start();
    await moto.clients.s3.send(new CreateBucketCommand({ Bucket: 'source' }));
    mappingId = await createMapping();
  });
  afterAll(() => moto.stop());

  /** A consumer behind the alias `live`, with a maximum record age of an hour. */
  async function createMapping(): Promise<string> {
    const { kinesis, lambda } = moto.clients;
    await kinesis.send(new CreateStreamCommand({ StreamName: 'stream', ShardCount: 1 }));
    const { StreamDescriptionSummary: stream } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: 'stream' }),
    );
    const code = { ZipFile: zipSync({ 'handler.mjs': strToU8('export const handler = async () => 1;') }) };
    const settings = { Runtime: 'nodejs22.x', Handler: 'handler.handler' } as const;
    const named = {
      FunctionName: 'consumer-audit',
      Code: code,
      Role: await moto.createRole(),
      Publish: true,
    };
    await lambda.send(new CreateFunctionCommand({ ...named, ...settings }));
    const alias = { FunctionName: 'consumer-audit', Name: 'live', FunctionVersion: '1' };
    await lambda.send(new CreateAliasCommand(alias));
    const { UUID: uuid = '' } = await lambda.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: stream?.StreamARN,
        FunctionName: 'consumer-audit:live',
        StartingPosition: 'TRIM_HORIZON',
        MaximumRecordAgeInSeconds: 3_600,
      }),
    );
    return uuid;
  }

  const context = () => ({ clients: moto.clients, clock: fakeClock(), report: () => undefined });

  it('finds the mapping of a consumer that is invoked through an alias', async () => {
    const { pipeline } = fakeTarget();
    const names = { ...pipeline, consumers: [{ name: 'audit', functionName: 'consumer-audit' }] };
    const shape = {
      uploadRules: [],
      archivingConsumers: [],
      memoryMegabytes: new Map<string, number>(),
      producerQualifier: 'live',
    };
    expect(await describePipeline(names, shape, moto.clients.lambda)).toMatchObject({
      consumers: [{ name: 'audit', mappingId }],
      producerReference: 'headwaters-ingest-dev-producer:live',
    });
  });

  it('disables a mapping, enables it with another record age, and restores what was noted', async () => {
    const before = await readMappingSettings(context(), mappingId);
    expect(before).toEqual({ enabled: true, maximumRecordAgeSeconds: 3_600 });
    await updateMapping(context(), mappingId, { enabled: false });
    expect(await readMappingSettings(context(), mappingId)).toEqual({ ...before, enabled: false });
    await updateMapping(context(), mappingId, { enabled: true, maximumRecordAgeSeconds: 60 });
    const changed = await moto.clients.lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
    expect(changed).toMatchObject({ State: 'Enabled', MaximumRecordAgeInSeconds: 60 });
    await undoChange(context(), { kind: 'mapping', mappingId, ...before });
    expect(await readMappingSettings(context(), mappingId)).toEqual(before);
  });

  async function readStatements(): Promise<unknown> {
    const { Policy = '' } = await moto.clients.s3.send(new GetBucketPolicyCommand({ Bucket: 'source' }));
    return (JSON.parse(Policy) as { Statement: unknown }).Statement;
  }

  it('adds a statement to a bucket without a policy, and removes the policy with it', async () => {
    await addStatement(moto.clients.s3, 'source', statement);
    expect(await readStatements()).toEqual([statement]);
    await removeStatement(moto.clients.s3, 'source', 'Test');
    await expect(readStatements()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    await removeStatement(moto.clients.s3, 'source', 'Test');
  });

  it('keeps the statements that were there before, and those that were added meanwhile', async () => {
    const { s3 } = moto.clients;
    const put = (Statement: unknown) =>
      s3.send(
        new PutBucketPolicyCommand({
          Bucket: 'source',
          Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
    await put(tlsOnly);
    await addStatement(s3, 'source', statement);
    expect(await readStatements()).toEqual([tlsOnly, statement]);
    const meanwhile = { ...statement, Sid: 'Meanwhile' };
    await put([tlsOnly, statement, meanwhile]);
    await undoChange(context(), { kind: 'read-denial', bucket: 'source', statementId: 'Test' });
    expect(await readStatements()).toEqual([tlsOnly, meanwhile]);
  });

  it('refuses reads of one object, and of no other, while an action runs', async () => {
    const { s3 } = moto.clients;
    await s3.send(new CreateBucketCommand({ Bucket: 'denied' }));
    for (const Key of ['key', 'other'])
      await s3.send(new PutObjectCommand({ Bucket: 'denied', Key, Body: 'x' }));
    const clock = fakeClock();
    const report = () => undefined;
    const changes = new ChangeJournal({ file: undefined, undo: (change) => undoChange(context(), change) });
    const denial = new BucketPolicyDenial({ s3, partition: 'aws', changes, runId: 'run1', clock, report });
    const read = (Key: string) =>
      s3.send(new GetObjectCommand({ Bucket: 'denied', Key })).then(async ({ Body: body }) => {
        // A body that is not read fails the test when the connection closes.
        await body?.transformToByteArray();
        return 200;
      }, httpStatusOf);
    const readAll = async () => ({ key: await read('key'), other: await read('other') });
    const during = await denial.during({ bucket: 'denied', key: 'key' }, readAll);
    expect({ during, afterwards: await readAll() }).toEqual({
      during: { key: 403, other: 200 },
      afterwards: { key: 200, other: 200 },
    });
  });
});
