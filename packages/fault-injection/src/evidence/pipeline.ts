import { type Blueprint, listConsumers, readPipelineNames } from '@headwaters/stack-simulator';
import type { OutagePlan } from '../plan/outages.js';

/** Names of a pipeline's resources. */
export interface Pipeline {
  readonly sourceBucket: string;
  /** Key suffix of the bucket notification. */
  readonly keySuffix: string;
  readonly producerName: string;
  readonly streamName: string;
  /** What each bucket is for, by its name. */
  readonly bucketRoles: ReadonlyMap<string, OutagePlan['bucket']>;
}

/** @throws TypeError if the stack has no bucket notification or no event source mapping. */
export function readPipeline(blueprint: Blueprint): Pipeline {
  const [notification] = blueprint.notifications;
  const streamName = blueprint.mappings[0]?.streamName;
  if (notification === undefined || streamName === undefined) {
    throw new TypeError(
      `The stack ${blueprint.stackName} has no pipeline: it needs a bucket notification and an event source mapping.`,
    );
  }
  return {
    streamName,
    sourceBucket: notification.bucketName,
    keySuffix: notification.suffix,
    producerName: notification.functionName,
    bucketRoles: readBucketRoles(blueprint, notification.bucketName),
  };
}

function readBucketRoles(blueprint: Blueprint, sourceBucket: string): Pipeline['bucketRoles'] {
  const { ledgerBucket, failuresBucket } = readPipelineNames(blueprint);
  const roles = new Map<string, OutagePlan['bucket']>([[sourceBucket, 'source']]);
  for (const { archiveBucket } of listConsumers(blueprint)) {
    if (archiveBucket !== undefined) roles.set(archiveBucket, 'archive');
  }
  if (ledgerBucket !== undefined) roles.set(ledgerBucket, 'ledger');
  if (failuresBucket !== undefined) roles.set(failuresBucket, 'failures');
  return roles;
}
