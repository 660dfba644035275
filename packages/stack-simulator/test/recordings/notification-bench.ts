import { S3Client } from '@aws-sdk/client-s3';
import { isObject } from '@headwaters/terraform-reader';
import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import { writeStack } from '../support/write-stack.js';

/** The stack of a recording: one rule of a bucket that sends to a queue, a topic or a function. */
export interface RecordedRule {
  readonly target?: 'queue' | 'topic' | 'lambda_function';
  readonly events: readonly string[];
  readonly filter_prefix?: string;
  readonly filter_suffix?: string;
}

/** A running stack, and what its target has received. */
export interface NotificationBench {
  readonly s3: S3Client;
  readonly endpoint: string;
  /** The records received so far, with times, ids and version ids replaced by placeholders. */
  readonly received: () => Promise<readonly unknown[]>;
  readonly stop: () => Promise<void>;
}

export const bucketName = 'recorded';

/** Starts the stack of a recording. */
export async function startBench(rule: RecordedRule, region = 'us-east-1'): Promise<NotificationBench> {
  const stackDirectory = writeStack(stackOf(rule, region), {
    'unused.zip': 'export const handler = () => {};',
  });
  const records: unknown[] = [];
  const collect = (message: unknown) => {
    if (isObject(message) && Array.isArray(message['Records']))
      records.push(...(message['Records'] as unknown[]));
  };
  const simulation = await startSimulation({
    stackDirectory,
    invoker: {
      invoke: ({ payload, requestId }) => {
        collect(JSON.parse(payload));
        const outcome = { kind: 'succeeded', payload: 'null' } as const;
        return Promise.resolve({
          requestId,
          outcome,
          durationMillis: 1,
          initDurationMillis: undefined,
          maxMemoryBytes: 1,
        });
      },
    },
  });
  simulation.events.on('notification', ({ body }) => {
    collect(body);
  });
  return openBench(simulation, records);
}

function openBench(simulation: Simulation, records: readonly unknown[]): NotificationBench {
  const s3 = new S3Client({
    endpoint: simulation.endpoint,
    region: simulation.region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return {
    s3,
    endpoint: simulation.endpoint,
    received: async () => {
      await simulation.whenIdle();
      return records.map(withPlaceholders);
    },
    stop: async () => {
      s3.destroy();
      await simulation.stop();
    },
  };
}

/** The placeholders of LocalStack's snapshots, without their numbers. */
function withPlaceholders(record: unknown): unknown {
  const placeholders: Readonly<Record<string, string>> = {
    eventTime: 'date',
    'x-amz-request-id': 'amz-request-id',
    'x-amz-id-2': 'amz-id',
    sequencer: 'sequencer',
    versionId: 'version-id',
    configurationId: '<config-id>',
    sourceIPAddress: '<ip-address>',
    principalId: '<principal-id>',
  };
  return JSON.parse(JSON.stringify(record), (name, value: unknown) =>
    typeof value === 'string' ? (placeholders[name] ?? value) : value,
  );
}

function stackOf({ target = 'queue', ...rule }: RecordedRule, region: string): object {
  const arns = {
    queue: '${aws_sqs_queue.target.arn}',
    topic: '${aws_sns_topic.target.arn}',
    lambda_function: '${aws_lambda_function.target.arn}',
  };
  const allow = (Action: string, Resource: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action, Resource }],
    });
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    '//': { metadata: { stackName: 'recording' } },
    provider: { aws: [{ region }] },
    resource: {
      aws_s3_bucket: { recorded: { bucket: bucketName } },
      aws_sqs_queue: { target: { name: 'target' } },
      aws_sqs_queue_policy: {
        target: { queue_url: '${aws_sqs_queue.target.url}', policy: allow('sqs:SendMessage', arns.queue) },
      },
      aws_sns_topic: { target: { name: 'target' } },
      aws_sns_topic_policy: { target: { arn: arns.topic, policy: allow('sns:Publish', arns.topic) } },
      aws_iam_role: {
        target: {
          name: 'target',
          assume_role_policy: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
        },
      },
      aws_lambda_function: {
        target: {
          function_name: 'target',
          filename: 'unused.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.target.arn}',
        },
      },
      aws_lambda_permission: {
        target: {
          action: 'lambda:InvokeFunction',
          function_name: '${aws_lambda_function.target.function_name}',
          principal: 's3.amazonaws.com',
        },
      },
      aws_s3_bucket_notification: {
        recorded: { bucket: bucketName, [target]: { [`${target}_arn`]: arns[target], ...rule } },
      },
    },
  };
}
