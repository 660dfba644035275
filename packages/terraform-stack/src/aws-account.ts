import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { Construct } from 'constructs';

/**
 * The account that Terraform deploys to, and the ARNs of resources in it whose names are known.
 *
 * Policies use these ARNs instead of resource attributes. Terraform defers reading a policy document while any resource that
 * it refers to has a pending change: every change of the stream would show three policies as "known after apply", and a
 * reviewer could not see what really changes.
 */
export class AwsAccount extends Construct {
  readonly id: string;
  readonly #partition: string;

  constructor(
    scope: Construct,
    id: string,
    readonly region: string,
  ) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, 'Default').accountId;
    this.#partition = new DataAwsPartition(this, 'partition').partition;
  }

  /** The ARN of a resource in this account. Default: in the region of the deployment. */
  arn(service: string, resource: string, region = this.region): string {
    return `arn:${this.#partition}:${service}:${region}:${this.id}:${resource}`;
  }

  /** The ARN of a resource that is in no region, such as an IAM role. */
  globalArn(service: string, resource: string): string {
    return this.arn(service, resource, '');
  }

  /** The ARN of the account as a principal. */
  rootArn(): string {
    return this.globalArn('iam', 'root');
  }

  /** The ARN of a bucket, which has neither account nor region. */
  bucketArn(bucketName: string): string {
    return `arn:${this.#partition}:s3:::${bucketName}`;
  }
}
