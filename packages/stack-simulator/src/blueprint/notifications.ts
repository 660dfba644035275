import { parseFunctionReference } from '@headwaters/pipeline-contract';
import type { Attributes } from '@headwaters/terraform-reader';
import { deterministicUuid } from './computed-attributes.js';
import type { StackReader } from './stack-reader.js';

/** One rule of a bucket's notifications: which events for which keys invoke which function. */
export interface NotificationPlan {
  readonly address: string;
  readonly bucketName: string;
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
  /** Id of the rule. Events carry it as `configurationId`. */
  readonly id: string;
  /** Event types, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Empty if the rule has no prefix filter. */
  readonly prefix: string;
  /** Empty if the rule has no suffix filter. */
  readonly suffix: string;
}

/** Reads the rules by which S3 events invoke functions. */
export function readNotifications(stack: StackReader): readonly NotificationPlan[] {
  return stack
    .resources('aws_s3_bucket_notification')
    .flatMap((declared) => declared.blocks('lambda_function').map((rule) => readRule(declared, rule)));
}

function readRule(declared: Attributes, rule: Attributes): NotificationPlan {
  const { name, qualifier } = parseFunctionReference(rule.string('lambda_function_arn'));
  return {
    address: rule.address,
    bucketName: declared.string('bucket'),
    functionName: name,
    qualifier,
    id: rule.optionalString('id') ?? `tf-s3-lambda-${deterministicUuid(rule.address)}`,
    events: rule.strings('events'),
    prefix: rule.optionalString('filter_prefix') ?? '',
    suffix: rule.optionalString('filter_suffix') ?? '',
  };
}
