import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBlueprint, readState } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

/** As the provider 5.100 writes the attributes that were not declared: empty, zero or its defaults. */
const resources = {
  aws_sqs_queue: {
    name: 'inbox',
    arn: arn('sqs', 'inbox'),
    url: 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox',
    id: 'https://sqs.us-east-1.amazonaws.com/123456789012/inbox',
    delay_seconds: 0,
    visibility_timeout_seconds: 180,
    message_retention_seconds: 345_600,
    redrive_policy: '',
    redrive_allow_policy: '',
    fifo_queue: false,
  },
  aws_cloudwatch_event_rule: {
    name: 'uploads',
    arn: arn('events', 'rule/uploads'),
    event_bus_name: 'default',
    event_pattern: '{"source":["aws.s3"]}',
    schedule_expression: '',
    role_arn: '',
    is_enabled: true,
    state: 'ENABLED',
  },
  aws_cloudwatch_event_target: {
    rule: 'uploads',
    arn: arn('sqs', 'inbox'),
    event_bus_name: 'default',
    input: '',
    input_path: '',
    input_transformer: [],
    dead_letter_config: [],
    retry_policy: [{ maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 }],
    role_arn: '',
  },
  aws_lambda_event_source_mapping: {
    uuid: 'b2c3d4e5-0000-4000-8000-000000000000',
    event_source_arn: arn('sqs', 'inbox'),
    function_name: arn('lambda', 'function:worker'),
    enabled: true,
    batch_size: 10,
    maximum_batching_window_in_seconds: 0,
    parallelization_factor: 0,
    maximum_retry_attempts: 0,
    maximum_record_age_in_seconds: 0,
    bisect_batch_on_function_error: false,
    tumbling_window_in_seconds: 0,
    starting_position: '',
    starting_position_timestamp: '',
    destination_config: [],
    filter_criteria: [],
    function_response_types: ['ReportBatchItemFailures'],
    scaling_config: [{ maximum_concurrency: 2 }],
  },
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function writeState(): { readonly stateFile: string; readonly stackDirectory: string } {
  const stackDirectory = mkdtempSync(join(tmpdir(), 'deployed-rules-'));
  folders.push(stackDirectory);
  const stateFile = join(stackDirectory, 'state.json');
  const list = Object.entries(resources).map(([type, values]) => ({
    address: `${type}.one`,
    mode: 'managed',
    type,
    name: 'one',
    values,
  }));
  writeFileSync(
    stateFile,
    JSON.stringify({ format_version: '1.0', values: { root_module: { resources: list } } }),
  );
  return { stateFile, stackDirectory };
}

describe('readBlueprint of a deployed stack', () => {
  it('reads rules, queues and mappings of queues, whose settings of streams are zero', async () => {
    const { stateFile, stackDirectory } = writeState();
    const { queues, queueMappings, eventRules } = readBlueprint(await readState(stateFile, stackDirectory));
    expect(queues).toMatchObject([{ name: 'inbox', visibilityTimeoutSeconds: 180, redrive: undefined }]);
    expect(queueMappings).toMatchObject([
      { queueName: 'inbox', functionName: 'worker', batchSize: 10, maximumConcurrency: 2, enabled: true },
    ]);
    expect(eventRules).toMatchObject([
      {
        name: 'uploads',
        enabled: true,
        targets: [{ destination: { kind: 'sqs', name: 'inbox' }, input: { kind: 'event' } }],
      },
    ]);
  });
});
