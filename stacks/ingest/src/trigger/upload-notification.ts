import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { Construct } from 'constructs';
import { notificationFilter } from '../filters/upload-filter.js';
import { qualifierOf, type UploadTriggerOptions, type WatchedTrigger } from './upload-trigger.js';

/** Starts a function for each upload. A bucket has a single notification configuration: a second one would replace it. */
export class UploadNotification extends Construct {
  /** Lambda keeps the events itself. */
  readonly watched: WatchedTrigger = {};

  constructor(scope: Construct, id: string, options: UploadTriggerOptions) {
    super(scope, id);
    const { bucket, filters, eventBridge, target, account, dependsOn } = options;
    const permission = new LambdaPermission(this, 'permission', {
      statementIdPrefix: 'uploads-',
      action: 'lambda:InvokeFunction',
      functionName: target.name,
      ...qualifierOf(target),
      principal: 's3.amazonaws.com',
      sourceArn: bucket.arn,
      sourceAccount: account.id,
      // While the notification moves to another alias or function, S3 may invoke both.
      lifecycle: { createBeforeDestroy: true },
    });
    new S3BucketNotification(this, 'Default', {
      bucket: bucket.name,
      lambdaFunction: filters.map((filter) => ({
        ...notificationFilter(filter),
        lambdaFunctionArn: target.invokedArn,
      })),
      ...(eventBridge ? { eventbridge: true } : {}),
      // S3 checks the permission when the notification is created.
      dependsOn: [permission, ...dependsOn],
    });
  }
}
