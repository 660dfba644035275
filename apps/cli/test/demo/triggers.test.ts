import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TerraformStack } from '@headwaters/test-kit/pipeline-stack';
import { writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';

jest.setTimeout(60_000);

const bucket = '${aws_s3_bucket.source.id}';
const allow = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] });

const eventBridge: TerraformStack['resource'] = {
  aws_s3_bucket_notification: { uploads: { bucket, eventbridge: true } },
  aws_cloudwatch_event_rule: {
    uploads: {
      name: 'uploads',
      event_pattern: JSON.stringify({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['source'] }, object: { key: [{ wildcard: 'in/*.txt' }] } },
      }),
    },
  },
  aws_cloudwatch_event_target: { producer: { rule: 'uploads', arn: '${aws_lambda_function.producer.arn}' } },
  aws_lambda_permission: {
    uploads: {
      action: 'lambda:InvokeFunction',
      function_name: 'producer',
      principal: 'events.amazonaws.com',
      source_arn: '${aws_cloudwatch_event_rule.uploads.arn}',
    },
  },
};

const queue: TerraformStack['resource'] = {
  aws_s3_bucket_notification: {
    uploads: {
      bucket,
      queue: {
        queue_arn: '${aws_sqs_queue.inbox.arn}',
        events: ['s3:ObjectCreated:*'],
        filter_prefix: 'in/',
        filter_suffix: '.txt',
      },
    },
  },
  aws_sqs_queue: {
    inbox: {
      name: 'inbox',
      visibility_timeout_seconds: 180,
      policy: allow({
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::source' } },
      }),
    },
  },
  aws_lambda_event_source_mapping: {
    inbox: {
      event_source_arn: '${aws_sqs_queue.inbox.arn}',
      function_name: 'producer',
      function_response_types: ['ReportBatchItemFailures'],
    },
  },
  aws_iam_role: {
    role: {
      name: 'role',
      inline_policy: {
        name: 'permissions',
        policy: allow({ Action: ['kinesis:*', 's3:*', 'sqs:*', 'lambda:InvokeFunction'] }),
      },
    },
  },
};

describe('headwaters demo of a stack whose uploads start the producer by', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwaters-triggers-'));
    writeFileSync(join(folder, 'notes.txt'), 'one\ntwo\n');
    writeFileSync(join(folder, 'notes.csv'), 'one,two\n');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a rule of EventBridge', eventBridge],
    ['a queue', queue],
  ])('%s: uploads where the trigger looks, delivers, and rejects other names', async (_, resources) => {
    const stack = writePipelineStack({ consumers: { audit: { SINK: 'log' } }, resources });
    try {
      const run = await runCli(['demo', '--no-limits', '--stack', stack, join(folder, 'notes.txt')]);
      expect(run.stdout).toContain('\n  in/notes.txt: has every byte, once and unchanged\nok\n');
      expect(run.code).toBe(0);
      const other = await runCli(['demo', '--stack', stack, join(folder, 'notes.csv')]);
      expect(other.stderr).toContain('accepts only keys like in/*.txt. Rename the file.');
      expect(other.code).toBe(2);
    } finally {
      rmSync(stack, { recursive: true });
    }
  });
});
