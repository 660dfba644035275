import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkScript } from '@headwaters/stack-explorer';
import { readScript, type TranscriptEntry } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const allow = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] });

const code = { filename: 'unused.zip', handler: 'handler.handler', runtime: 'nodejs22.x' };

/** A bucket whose uploads reach one function by a rule of EventBridge, and another by a queue. */
const stack = {
  provider: { aws: [{ region: 'us-east-1' }] },
  resource: {
    aws_s3_bucket: { uploads: { bucket: 'uploads' } },
    aws_s3_bucket_notification: {
      uploads: {
        bucket: 'uploads',
        eventbridge: true,
        queue: { queue_arn: '${aws_sqs_queue.inbox.arn}', events: ['s3:ObjectCreated:*'] },
      },
    },
    aws_sqs_queue: {
      inbox: { name: 'inbox', policy: allow({ Principal: '*', Action: 'sqs:SendMessage' }) },
      failures: { name: 'failures' },
    },
    aws_iam_role: {
      role: { name: 'role', inline_policy: { name: 'queues', policy: allow({ Action: 'sqs:*' }) } },
    },
    aws_lambda_function: {
      one: { function_name: 'one', role: '${aws_iam_role.role.arn}', ...code },
      two: { function_name: 'two', role: '${aws_iam_role.role.arn}', ...code },
    },
    aws_lambda_function_event_invoke_config: {
      one: {
        function_name: 'one',
        maximum_retry_attempts: 0,
        destination_config: { on_failure: { destination: '${aws_sqs_queue.failures.arn}' } },
      },
    },
    aws_lambda_permission: {
      one: { action: 'lambda:InvokeFunction', function_name: 'one', principal: 'events.amazonaws.com' },
    },
    aws_cloudwatch_event_rule: { uploads: { name: 'uploads', event_pattern: '{"source":["aws.s3"]}' } },
    aws_cloudwatch_event_target: { one: { rule: 'uploads', arn: '${aws_lambda_function.one.arn}' } },
    aws_lambda_event_source_mapping: {
      inbox: { event_source_arn: '${aws_sqs_queue.inbox.arn}', function_name: 'two' },
    },
  },
};

let stackDirectory: string;
beforeAll(() => {
  stackDirectory = mkdtempSync(join(tmpdir(), 'check-script-'));
  writeFileSync(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(stack));
});
afterAll(() => {
  rmSync(stackDirectory, { recursive: true });
});

describe('checkScript', () => {
  it('finds no violation in what rules of EventBridge and mappings of queues deliver, also if it fails', async () => {
    const entries: TranscriptEntry[] = [];
    const steps = readScript({
      steps: [
        { setFunction: { function: 'one', behaviours: [{ throw: 'no' }] } },
        { setFunction: { function: 'two', behaviours: [{ throw: 'no' }, { respond: null }] } },
        { upload: { bucket: 'uploads', key: 'a.txt' } },
        { advanceSeconds: 60 },
      ],
    });
    const onEntry = (entry: TranscriptEntry): void => void entries.push(entry);
    expect(await checkScript({ stackDirectory, steps, onEntry })).toEqual([]);
    const triggers = entries.flatMap((entry) => (entry.type === 'invocation' ? [entry.trigger] : []));
    expect([...new Set(triggers)].sort()).toEqual(['eventbridge', 'queue']);
    expect(entries.map(({ type }) => type)).toContain('destination');
  });
});
