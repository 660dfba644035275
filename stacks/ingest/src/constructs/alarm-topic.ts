import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import type { EncryptionKey } from './encryption-key.js';

export interface AlarmTopicOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Its policy must let CloudWatch use it. */
  readonly key: EncryptionKey;
}

/** Where the alarms of this account are told. Whoever is on call subscribes; the stack does not know them. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { account, name, key }: AlarmTopicOptions) {
    super(scope, id);
    const policy = new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        {
          sid: 'TellOfAlarms',
          actions: ['sns:Publish'],
          resources: [account.arn('sns', name)],
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [account.id] }],
        },
      ],
    }).json;
    this.arn = new SnsTopic(this, 'Default', { name, kmsMasterKeyId: key.arn, policy }).arn;
  }
}
