import type { AwsAccount } from '@headwaters/terraform-stack';
import { hasDeliveryStream } from '../settings/consumer-settings.js';
import type { IngestSettings } from '../settings/ingest-settings.js';
import {
  bucketNameOf,
  deliveryLogGroupOf,
  deliveryStreamNameOf,
  resourceNameOf,
} from '../settings/resource-names.js';
import type { PipelineKeyOptions, QueueKeySender } from './pipeline-key.js';

/** What uses the key of a pipeline besides its functions, buckets and alarms. Empty for most. */
export function keyUsersOf(
  settings: IngestSettings,
  account: AwsAccount,
): Pick<PipelineKeyOptions, 'logGroups' | 'sender'> {
  const sender = senderOf(settings, account);
  const logGroup = deliveryLogGroupOf(deliveryStreamNameOf(settings, '*'));
  return {
    ...(settings.consumers.some(hasDeliveryStream) ? { logGroups: [logGroup] } : {}),
    ...(sender === undefined ? {} : { sender }),
  };
}

/** The service that sends uploads, or those that failed, to a queue. */
function senderOf(settings: IngestSettings, account: AwsAccount): QueueKeySender | undefined {
  const { trigger, existingSource } = settings.buckets;
  switch (trigger) {
    case 'notification':
      return undefined;
    case 'eventbridge': {
      const rules = account.arn('events', `rule/${resourceNameOf(settings, 'uploads-*')}`);
      return { service: 'events.amazonaws.com', sourceArns: [rules] };
    }
    case 'queue': {
      const name = existingSource?.name ?? bucketNameOf(settings, 'source', account.id);
      return { service: 's3.amazonaws.com', sourceArns: [account.bucketArn(name)] };
    }
  }
}
