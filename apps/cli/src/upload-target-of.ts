import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { type Blueprint, sourceBucketOf } from '@headwaters/stack-simulator';
import type { UploadTarget } from './upload-file.js';

/**
 * Where a stack takes its uploads, and how its producer tells records apart.
 *
 * @throws Error if the stack has no notification, or its producer can't run with its environment.
 */
export function uploadTargetOf(blueprint: Blueprint): UploadTarget {
  const [notification] = blueprint.notifications;
  const producer = blueprint.functions.find(({ name }) => name === notification?.functionName);
  const { RECORD_LAYOUT: layout } = parseProducerEnvironment(producer?.environment ?? {});
  return { bucket: sourceBucketOf(blueprint), layout };
}
