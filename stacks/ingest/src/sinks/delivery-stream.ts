import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { CloudwatchLogStream } from '@cdktf/provider-aws/lib/cloudwatch-log-stream/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { KinesisFirehoseDeliveryStream } from '@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream/index.js';
import { type Permission, toStatement } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import { deliveryLogGroupOf, roleNameOf } from '../settings/resource-names.js';
import type { RedshiftSettings } from '../settings/sink-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';

export interface DeliveryStreamOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  /** What its objects begin with, besides `errors/`. */
  readonly consumerName: string;
  readonly bucket: PrivateBucket;
  readonly bufferMegabytes: number;
  readonly bufferSeconds: number;
  /** The stream that Firehose reads itself. Without one, a function puts records. */
  readonly source?: PipelineStream;
  /** Whether Firehose ends each record with a newline. */
  readonly appendNewline?: boolean;
  /** Without it, the records stay in the bucket. */
  readonly redshift?: RedshiftSettings | undefined;
}

const logStreamName = 'DestinationDelivery';

/** A Firehose delivery stream to a bucket, and from there to Redshift, with its role and its log. */
export class DeliveryStream extends Construct {
  /** A reference to the resource. */
  readonly name: string;

  constructor(scope: Construct, id: string, options: DeliveryStreamOptions) {
    super(scope, id);
    const { platform, name, source, redshift } = options;
    const log = this.#log(options);
    const role = this.#role(options);
    const policy = this.#allow(role, options);
    const s3 = s3Configuration(options, role, log);
    const stream = new KinesisFirehoseDeliveryStream(this, 'Default', {
      name,
      destination: redshift === undefined ? 'extended_s3' : 'redshift',
      ...(source === undefined
        ? { serverSideEncryption: encryptionOf(platform) }
        : { kinesisSourceConfiguration: { kinesisStreamArn: source.arn, roleArn: role.arn } }),
      ...(redshift === undefined
        ? { extendedS3Configuration: { ...s3, ...processing(options) } }
        : { redshiftConfiguration: redshiftConfiguration(redshift, { ...options, role, log, s3 }) }),
      // Firehose uses the role as soon as the stream exists.
      dependsOn: [policy],
    });
    this.name = stream.name;
  }

  #log({ name, platform }: DeliveryStreamOptions): CloudwatchLogGroup {
    const group = new CloudwatchLogGroup(this, 'log', {
      name: deliveryLogGroupOf(name),
      retentionInDays: platform.logRetentionDays,
      ...(platform.key === undefined ? {} : { kmsKeyId: platform.key.arn }),
    });
    // The role may write to it, but not create it.
    new CloudwatchLogStream(this, 'log-stream', { name: logStreamName, logGroupName: group.name });
    return group;
  }

  #role({ name, platform }: DeliveryStreamOptions): IamRole {
    const { account, permissionsBoundary } = platform;
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['firehose.amazonaws.com'] }],
        },
      ],
    });
    return new IamRole(this, 'role', {
      name: roleNameOf(name, account.region),
      assumeRolePolicy: trust.json,
      ...(permissionsBoundary === undefined
        ? {}
        : { permissionsBoundary: account.globalArn('iam', `policy/${permissionsBoundary}`) }),
    });
  }

  #allow(role: IamRole, options: DeliveryStreamOptions): IamRolePolicy {
    const document = new DataAwsIamPolicyDocument(this, 'permissions', {
      statement: deliveryPermissions(options).map(toStatement),
    });
    return new IamRolePolicy(this, 'policy', {
      name: 'permissions',
      role: role.name,
      policy: document.json,
    });
  }
}

/** Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html, read on 2026-11-29. */
function deliveryPermissions(options: DeliveryStreamOptions): Permission[] {
  const { platform, name, bucket, consumerName, source, redshift } = options;
  const { permissions } = bucket;
  return [
    ...permissions.write('DeliverRecords', { prefix: `${consumerName}/` }),
    ...permissions.writeInParts('AssembleRecords'),
    {
      sid: 'DeliverErrors',
      actions: ['s3:PutObject'],
      resources: [permissions.objects(`errors/${consumerName}/`)],
    },
    {
      sid: 'FindBucket',
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [permissions.arn],
    },
    {
      sid: 'WriteLog',
      actions: ['logs:PutLogEvents'],
      resources: [platform.account.arn('logs', `log-group:${deliveryLogGroupOf(name)}:log-stream:*`)],
    },
    ...(source?.permissions.read() ?? []),
    ...(redshift === undefined
      ? []
      : [
          {
            sid: 'ReadCredentials',
            actions: ['secretsmanager:GetSecretValue'],
            resources: [redshift.secretArn],
          },
        ]),
  ];
}

/** Records wait in Firehose for as long as the buffer says, and longer if the destination fails. */
const encryptionOf = ({ key }: FunctionPlatform) =>
  key === undefined
    ? { enabled: true, keyType: 'AWS_OWNED_CMK' }
    : { enabled: true, keyType: 'CUSTOMER_MANAGED_CMK', keyArn: key.arn };

function s3Configuration(options: DeliveryStreamOptions, role: IamRole, log: CloudwatchLogGroup) {
  const { platform, bucket, consumerName, bufferMegabytes, bufferSeconds } = options;
  return {
    roleArn: role.arn,
    bucketArn: bucket.arn,
    prefix: `${consumerName}/!{timestamp:yyyy/MM/dd/HH}/`,
    errorOutputPrefix: `errors/${consumerName}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
    bufferingSize: bufferMegabytes,
    bufferingInterval: bufferSeconds,
    compressionFormat: 'GZIP',
    ...(platform.key === undefined ? {} : { kmsKeyArn: platform.key.arn }),
    cloudwatchLoggingOptions: loggingTo(log),
  };
}

const loggingTo = (log: CloudwatchLogGroup) => ({ enabled: true, logGroupName: log.name, logStreamName });

function processing({ appendNewline = false }: DeliveryStreamOptions) {
  if (!appendNewline) return {};
  const parameters = [{ parameterName: 'Delimiter', parameterValue: '\\n' }];
  return {
    processingConfiguration: {
      enabled: true,
      processors: [{ type: 'AppendDelimiterToRecord', parameters }],
    },
  };
}

interface RedshiftParts extends DeliveryStreamOptions {
  readonly role: IamRole;
  readonly log: CloudwatchLogGroup;
  readonly s3: ReturnType<typeof s3Configuration>;
}

function redshiftConfiguration(settings: RedshiftSettings, { role, log, s3, ...options }: RedshiftParts) {
  return {
    roleArn: role.arn,
    clusterJdbcurl: settings.jdbcUrl,
    // The state never contains a password.
    secretsManagerConfiguration: { enabled: true, secretArn: settings.secretArn, roleArn: role.arn },
    dataTableName: settings.table,
    ...(settings.columns === undefined ? {} : { dataTableColumns: settings.columns }),
    copyOptions: settings.copyOptions,
    retryDuration: settings.retrySeconds,
    s3Configuration: s3,
    cloudwatchLoggingOptions: loggingTo(log),
    ...processing(options),
  };
}
