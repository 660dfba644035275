import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { Construct } from 'constructs';

/**
 * The account that terraform deploys to, and the ARNs of what has a known name in it.
 *
 * Policies take these ARNs and not the resources' own attributes: Terraform puts off reading a policy document while
 * anything that it refers to has a change pending, so each change of the stream would show three policies as "known after
 * apply", and a reviewer could not see what really changes.
 */
export class AwsAccount extends Construct {
  readonly id: string;
  private readonly partition: string;

  constructor(
    scope: Construct,
    id: string,
    readonly region: string,
  ) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, 'Default').accountId;
    this.partition = new DataAwsPartition(this, 'partition').partition;
  }

  /** The ARN of something that belongs to this account and region. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.id}:${resource}`;
  }

  /** The account itself, as a policy names it. */
  rootArn(): string {
    return `arn:${this.partition}:iam::${this.id}:root`;
  }

  /** The ARN of a bucket: bucket names are shared by all accounts and regions. */
  bucketArn(bucketName: string): string {
    return `arn:${this.partition}:s3:::${bucketName}`;
  }
}
