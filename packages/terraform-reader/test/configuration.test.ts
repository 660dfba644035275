import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfiguration, readConfigurationResources } from '@headwaters/terraform-reader';

describe('readConfiguration', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (text: string) => {
    writeFileSync(join(folder, 'cdk.tf.json'), text);
  };

  it('reads the stack name, the region, resources, data sources, called modules, variables and locals', async () => {
    write(
      JSON.stringify({
        '//': { metadata: { stackName: 'ingest' } },
        provider: {
          aws: [
            { alias: 'other', region: 'us-east-1' },
            { region: 'eu-west-1', allowed_account_ids: ['1', '2'] },
          ],
        },
        terraform: { backend: { s3: { bucket: 'states', key: 'ingest' } }, required_version: '>= 1.10' },
        resource: { aws_sqs_queue: { q: { name: '${local.name}' } } },
        data: { aws_region: { here: {} } },
        module: { '//': 'comment', consumer: { source: './consumer' } },
        variable: { delay: { default: 5 }, name: { type: 'string' } },
        locals: { name: '${var.name}' },
      }),
    );
    expect(await readConfiguration(folder)).toEqual({
      stackName: 'ingest',
      folder,
      region: 'eu-west-1',
      allowedAccountIds: ['1', '2'],
      backend: { type: 's3', settings: { bucket: 'states', key: 'ingest' } },
      accountId: undefined,
      modules: ['module.consumer'],
      isResolved: false,
      resources: new Map([
        [
          'aws_sqs_queue.q',
          {
            address: 'aws_sqs_queue.q',
            type: 'aws_sqs_queue',
            name: 'q',
            attributes: { name: '${local.name}' },
          },
        ],
      ]),
      dataSources: new Map([
        [
          'data.aws_region.here',
          { address: 'data.aws_region.here', type: 'aws_region', name: 'here', attributes: {} },
        ],
      ]),
      variableDefaults: { delay: 5 },
      locals: { name: '${var.name}' },
    });
  });

  it('uses the name of the folder for a stack without a name', async () => {
    write('{}');
    expect(await readConfiguration(folder)).toMatchObject({
      stackName: basename(folder),
      region: undefined,
      allowedAccountIds: [],
      backend: undefined,
    });
  });

  it.each([
    ['a missing file', undefined, 'Run `npm run synth` first'],
    ['text that is not JSON', '{', 'Run `npm run synth` first'],
    ['a JSON array', '[]', 'it must contain a JSON object'],
  ])('rejects %s', async (_, text, message) => {
    if (text !== undefined) write(text);
    const reading = readConfiguration(folder);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'SIMULATION_STACK_UNREADABLE' });
  });
});

describe("readConfiguration of a folder in Terraform's own language", () => {
  it('names the way to run it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
    writeFileSync(join(folder, 'main.tf'), 'resource "aws_s3_bucket" "b" {}');
    await expect(readConfiguration(folder)).rejects.toThrow(/terraform show -json .*--state state\.json/);
    rmSync(folder, { recursive: true });
  });
});

describe('readConfigurationResources', () => {
  it.each([
    ['objects', { resource: { aws_sqs_queue: { q: { name: 'orders' } } } }],
    ['lists of objects', { resource: [{ aws_sqs_queue: [{ q: [{ name: 'orders' }] }] }] }],
  ])('reads %s at each level', (_, configuration) => {
    expect(readConfigurationResources(configuration)).toEqual([
      { address: 'aws_sqs_queue.q', type: 'aws_sqs_queue', name: 'q', attributes: { name: 'orders' } },
    ]);
  });

  it('replaces strings that are exactly a reference to a variable with a default, or to a local', () => {
    const [queue] = readConfigurationResources({
      variable: { delay: { default: 5 }, name: { type: 'string' } },
      locals: { seconds: '${var.delay}', loop: '${local.loop}' },
      resource: {
        aws_sqs_queue: {
          q: {
            delay_seconds: '${local.seconds}',
            name: '${var.name}',
            tags: { a: 'x-${var.delay}', b: '${local.loop}' },
          },
        },
      },
    });
    expect(queue?.attributes).toEqual({
      delay_seconds: 5,
      name: '${var.name}',
      tags: { a: 'x-${var.delay}', b: '${local.loop}' },
    });
  });

  it('skips values that are not blocks', () => {
    expect(
      readConfigurationResources({
        resource: { aws_sqs_queue: 'q', aws_s3_bucket: { b: null, c: [1] } },
        data: 7,
      }),
    ).toEqual([]);
  });
});
