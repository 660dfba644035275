import type { Check } from '../check.js';
import { alarmDimensions } from './alarm-dimensions.js';
import { batchPayload } from './batch-payload.js';
import { failureDestination } from './failure-destination.js';
import { keyGrant } from './key-grant.js';
import { latestStart } from './latest-start.js';
import { logRetention } from './log-retention.js';
import { notificationOverwritten } from './notification-overwritten.js';
import { publicAccess } from './public-access.js';
import { recordAge } from './record-age.js';
import { replacement } from './replacement.js';
import { retryTime } from './retry-time.js';
import { secretInEnvironment } from './secret-in-environment.js';
import { shardJump } from './shard-jump.js';
import { sharedRole } from './shared-role.js';
import { suffixLoop } from './suffix-loop.js';
import { unencrypted } from './unencrypted.js';

/** Every check, in the order of what is lost: data, then its secrecy, then sight of it. */
export const allChecks: readonly Check[] = [
  replacement,
  failureDestination,
  recordAge,
  retryTime,
  latestStart,
  shardJump,
  notificationOverwritten,
  suffixLoop,
  batchPayload,
  keyGrant,
  unencrypted,
  publicAccess,
  sharedRole,
  secretInEnvironment,
  alarmDimensions,
  logRetention,
];
