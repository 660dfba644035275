import type { Attributes } from '../terraform/attributes.js';
import { deterministicUuid } from './computed-attributes.js';
import { functionNameOf } from './function-name-of.js';
import type { StackReader } from './stack-reader.js';

/** One rule of a bucket's notifications: which events of which keys invoke which function. */
export interface NotificationPlan {
  readonly address: string;
  readonly bucketName: string;
  readonly functionName: string;
  /** The rule's id, which events carry as `configurationId`. */
  readonly id: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** Reads the rules by which uploads invoke functions. */
export function readNotifications(stack: StackReader): readonly NotificationPlan[] {
  return stack
    .resources('aws_s3_bucket_notification')
    .flatMap((declared) => declared.blocks('lambda_function').map((rule) => readRule(declared, rule)));
}

function readRule(declared: Attributes, rule: Attributes): NotificationPlan {
  return {
    address: rule.address,
    bucketName: declared.text('bucket'),
    functionName: functionNameOf(rule.text('lambda_function_arn')),
    id: rule.optionalText('id') ?? `tf-s3-lambda-${deterministicUuid(rule.address)}`,
    events: rule.texts('events'),
    prefix: rule.optionalText('filter_prefix') ?? '',
    suffix: rule.optionalText('filter_suffix') ?? '',
  };
}
