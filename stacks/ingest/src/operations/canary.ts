import { receiptsPrefix } from '@headwaters/pipeline-contract';
import type { Permission } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { NodeFunction } from '../functions/node-function.js';
import { type FailureDestination, failureDestinationPermissions } from '../functions/outcome-permissions.js';
import { type CanarySettings, canaryTimeoutSeconds } from '../settings/operation-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import { ScheduledFunction } from './scheduled-function.js';

export interface CanaryOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly archiveFile: string;
  readonly settings: CanarySettings;
  readonly variables: Readonly<Record<string, string>>;
  readonly source: UploadBucket;
  readonly ledger: PrivateBucket;
  readonly failures: FailureDestination;
}

/** The function that uploads an object every few minutes and follows it through the ledger to every consumer. */
export class Canary extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: CanaryOptions) {
    super(scope, id);
    const { everyMinutes } = options.settings;
    const periodSeconds = everyMinutes * 60;
    const { function: lambda } = new ScheduledFunction(this, 'Default', {
      platform: options.platform,
      name: options.name,
      description: 'Uploads an object and follows it to every consumer.',
      archiveFile: options.archiveFile,
      settings: {
        memoryMegabytes: 256,
        timeoutSeconds: canaryTimeoutSeconds(options.settings),
        reservedConcurrency: 1,
        logLevel: 'INFO',
      },
      variables: { ...options.variables },
      permissions: canaryPermissions(options),
      schedule: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`,
      failureArn: options.failures.bucket.arn,
      maxEventAgeSeconds: Math.min(periodSeconds, 3_600),
    });
    this.function = lambda;
  }
}

function canaryPermissions({ settings, source, ledger, failures }: CanaryOptions): Permission[] {
  return [
    ...source.permissions.write('UploadCanary', { prefix: settings.prefix, mayLackBucketKey: true }),
    ...ledger.permissions.browse('Receipts', receiptsPrefix),
    ...failureDestinationPermissions(failures),
  ];
}
