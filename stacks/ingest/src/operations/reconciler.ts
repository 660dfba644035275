import {
  quarantinePrefix,
  receiptsPrefix,
  reconciliationReportsPrefix,
  sourceRecordsPrefix,
} from '@headwaters/pipeline-contract';
import type { Permission } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { NodeFunction } from '../functions/node-function.js';
import { type FailureDestination, failureDestinationPermissions } from '../functions/outcome-permissions.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import { ScheduledFunction } from './scheduled-function.js';

export interface ReconcilerOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly archiveFile: string;
  readonly schedule: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly source: UploadBucket;
  readonly ledger: PrivateBucket;
  readonly failures: FailureDestination;
}

/** One run at a time: a second one would see the same. 900 s is the longest timeout of Lambda. */
const settings = {
  memoryMegabytes: 512,
  timeoutSeconds: 900,
  reservedConcurrency: 1,
  logLevel: 'INFO',
} as const;

/** A run that has not started after an hour is left to the next one. */
const maxEventAgeSeconds = 3_600;

/** The function that compares every uploaded object with the ledger, on a schedule. It reads names and receipts, but no upload. */
export class Reconciler extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: ReconcilerOptions) {
    super(scope, id);
    const { function: lambda } = new ScheduledFunction(this, 'Default', {
      platform: options.platform,
      name: options.name,
      description: 'Compares every uploaded object with the ledger.',
      archiveFile: options.archiveFile,
      settings,
      variables: { ...options.variables },
      permissions: reconcilerPermissions(options),
      schedule: options.schedule,
      failureArn: options.failures.bucket.arn,
      maxEventAgeSeconds,
    });
    this.function = lambda;
  }
}

function reconcilerPermissions({ source, ledger, failures }: ReconcilerOptions): Permission[] {
  const { permissions: failed } = failures.bucket;
  return [
    ...source.permissions.listVersions('ListUploads'),
    ...ledger.permissions.list('ListReceipts'),
    // Source records tell which object a failed plain record is from.
    ...ledger.permissions.readLatest('ReadReceipts', receiptsPrefix, sourceRecordsPrefix),
    ...ledger.permissions.write('WriteReport', { prefix: reconciliationReportsPrefix }),
    ...failed.readLatest('ReadFailures', 'aws/lambda/', quarantinePrefix),
    // It also lists the failures.
    ...failureDestinationPermissions(failures),
  ];
}
