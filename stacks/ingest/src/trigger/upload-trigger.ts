import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import type { ITerraformDependable } from 'cdktf';
import type { UploadFilter } from '../filters/upload-filter.js';
import type { ProducerSettings } from '../settings/producer-settings.js';
import type { UploadBucket } from '../storage/upload-bucket.js';

/** A function that triggers invoke. */
export interface TriggeredFunction {
  readonly name: string;
  /** The ARN of its alias, if it has one. */
  readonly invokedArn: string;
  /** The name of its alias, if it has one. */
  readonly qualifier: string | undefined;
}

/** What every trigger needs to start the producer for each upload. */
export interface UploadTriggerOptions {
  /** Prefix of the names of its resources. */
  readonly name: string;
  readonly bucket: UploadBucket;
  /** Which uploads start the function, case-sensitive. */
  readonly filters: readonly UploadFilter[];
  /** Whether the bucket also sends its events to EventBridge, for other systems. */
  readonly eventBridge: boolean;
  readonly target: TriggeredFunction;
  readonly settings: ProducerSettings;
  /** Account of the bucket. A bucket of the same name in another account must not start the function. */
  readonly account: AwsAccount;
  /** Encrypts its queues. */
  readonly key: EncryptionKey | undefined;
  /** What must be in place before the first upload starts the function. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** What the alarms and the dashboard show of a trigger. */
export interface WatchedTrigger {
  /** Name of the queue that keeps uploads that did not start the producer; undefined if Lambda keeps them itself. */
  readonly deadLetterQueue?: string;
  /** Name of the queue that uploads wait in. */
  readonly queue?: string;
  /** Names of the EventBridge rules. */
  readonly rules?: readonly string[];
}

/**
 * Settings of asynchronous invocations, and permissions to invoke, are those of the alias that is invoked. Sources, read on 2026-11-28:
 * https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html and
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html.
 */
export function qualifierOf({ qualifier }: TriggeredFunction): { qualifier?: string } {
  return qualifier === undefined ? {} : { qualifier };
}
