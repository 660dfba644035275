import {
  type RecoveryContext,
  type RecoveryOptions,
  type RecoveryResult,
  backfill,
  fill,
  makeRecoveryClients,
  redrive,
  replay,
} from '@headwaters/recovery';
import type { RecoveryCommand } from '../plan/recovery-plan.js';

/** The functions of the recovery package that seeds run. A test replaces one by a function with a bug. */
export interface RecoveryFunctions {
  readonly backfill: typeof backfill;
  readonly fill: typeof fill;
  /** The SDK of its copy: a paginator takes only its own clients. */
  readonly makeRecoveryClients: typeof makeRecoveryClients;
  readonly redrive: typeof redrive;
  readonly replay: typeof replay;
}

export const recoveryFunctions: RecoveryFunctions = { backfill, fill, makeRecoveryClients, redrive, replay };

/**
 * Runs a recovery command for everything that it can repair.
 *
 * @param consumer - Name of the consumer that is filled, and to which archived blocks are delivered again.
 */
export function runCommand(
  command: RecoveryCommand,
  { functions, context, consumer }: CommandOptions,
  options: RecoveryOptions,
): Promise<RecoveryResult> {
  switch (command) {
    case 'redrive':
      return functions.redrive(context, {}, options);
    case 'backfill':
      return functions.backfill(context, { prefix: '', versions: 'all' }, options);
    case 'replay':
      return functions.replay(context, { consumer }, options);
    case 'fill':
      return functions.fill(context, { consumer }, options);
  }
}

interface CommandOptions {
  readonly functions: RecoveryFunctions;
  readonly context: RecoveryContext;
  readonly consumer: string;
}
