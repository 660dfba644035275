/** Base class of the errors of this package. The `code` is stable. Messages never contain payload. */
export abstract class RecoveryError extends Error {
  abstract readonly code: string;
}

/** Another run of the same command is at work. */
export class RecoveryBusyError extends RecoveryError {
  override readonly name = 'RecoveryBusyError';
  readonly code = 'HEADWATERS_RECOVERY_BUSY';

  constructor({ command, holder, until }: { command: string; holder: string; until: Date }) {
    super(
      `Another "${command}" of the same scope is running (${holder}). Wait until it has ended; ` +
        `if it was killed, start again after ${until.toISOString()}.`,
    );
  }
}

/** A run lost its lease, because it could not renew it in time: another run may be at work. */
export class RecoveryLeaseLostError extends RecoveryError {
  override readonly name = 'RecoveryLeaseLostError';
  readonly code = 'HEADWATERS_RECOVERY_LEASE_LOST';

  constructor(command: string) {
    super(
      `"${command}" could not renew its lease in the ledger bucket in time, so it stopped: another run may have started. ` +
        'Start it again; it goes on from what the ledger shows.',
    );
  }
}

/** The pipeline lacks something that a command needs, or it has no consumer of that name. */
export class PipelineIncompleteError extends RecoveryError {
  override readonly name = 'PipelineIncompleteError';
  readonly code = 'HEADWATERS_PIPELINE_INCOMPLETE';
}
