import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Construct } from 'constructs';
import { NodeFunction, type NodeFunctionOptions } from '../functions/node-function.js';
import { qualifierOf } from '../trigger/upload-trigger.js';

export interface ScheduledFunctionOptions extends NodeFunctionOptions {
  /** `rate(...)` or `cron(...)`. */
  readonly schedule: string;
  /** The ARN of the bucket to which Lambda writes the event of a run that failed. */
  readonly failureArn: string;
  /** How long an event may wait, in seconds. Then the next run is near. */
  readonly maxEventAgeSeconds: number;
}

/** A function that a rule of EventBridge runs on a schedule. A run that fails is not repeated: the next one sees the same. */
export class ScheduledFunction extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: ScheduledFunctionOptions) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Default', options);
    const retries = new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: this.function.name,
      ...qualifierOf(this.function),
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: options.maxEventAgeSeconds,
      destinationConfig: { onFailure: { destination: options.failureArn } },
      lifecycle: { createBeforeDestroy: true },
    });
    const rule = new CloudwatchEventRule(this, 'schedule', {
      name: options.name,
      description: options.description,
      scheduleExpression: options.schedule,
    });
    const permission = new LambdaPermission(this, 'permission', {
      statementIdPrefix: 'schedule-',
      action: 'lambda:InvokeFunction',
      functionName: this.function.name,
      ...qualifierOf(this.function),
      principal: 'events.amazonaws.com',
      // The ARN of a rule contains its account.
      sourceArn: rule.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: this.function.invokedArn,
      retryPolicy: {
        maximumEventAgeInSeconds: options.maxEventAgeSeconds,
        maximumRetryAttempts: maxDeliveries,
      },
      dependsOn: [permission, retries],
    });
  }
}

/** How often EventBridge retries to start a run. An alarm says if runs are missing. */
const maxDeliveries = 5;
