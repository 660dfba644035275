import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import type { NodeFunction } from './node-function.js';
import type { UploadBucket } from './upload-bucket.js';

export interface UploadNotificationOptions {
  readonly bucket: UploadBucket;
  /** Endings of the keys that count, compared letter by letter. */
  readonly suffixes: readonly string[];
  /** Whether EventBridge is told, too. */
  readonly eventBridge: boolean;
  readonly target: NodeFunction;
  /** The bucket's account: another account's bucket of the same name must not start the function. */
  readonly account: AwsAccount;
}

/** Starts a function for each upload. A bucket has one such configuration: a second one would replace it silently. */
export class UploadNotification extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bucket, suffixes, eventBridge, target, account }: UploadNotificationOptions,
  ) {
    super(scope, id);
    const permission = new LambdaPermission(this, 'permission', {
      statementId: 'uploads',
      action: 'lambda:InvokeFunction',
      functionName: target.name,
      principal: 's3.amazonaws.com',
      sourceArn: bucket.arn,
      sourceAccount: account.id,
    });
    new S3BucketNotification(this, 'Default', {
      bucket: bucket.name,
      lambdaFunction: suffixes.map((filterSuffix) => ({
        id: `uploads${filterSuffix}`,
        lambdaFunctionArn: target.arn,
        events: ['s3:ObjectCreated:*'],
        filterSuffix,
      })),
      ...(eventBridge ? { eventbridge: true } : {}),
      // S3 tries the permission when the notification is made.
      dependsOn: [permission],
    });
  }
}
