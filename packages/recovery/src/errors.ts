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

/** An S3 Inventory can't be used. The message says why, and what to give instead. */
export class InventoryError extends RecoveryError {
  override readonly name = 'InventoryError';
  readonly code = 'HEADWATERS_INVENTORY_UNUSABLE';
}

/** An object of the archive can't be delivered. */
export class ArchiveUnreadableError extends RecoveryError {
  override readonly name = 'ArchiveUnreadableError';
  readonly code = 'HEADWATERS_ARCHIVE_UNREADABLE';

  constructor(key: string, reason: string, options?: { cause?: unknown }) {
    super(`The archived object ${key} can't be delivered. ${reason}`, options);
  }
}

/** The archive holds the bytes of plain records, but the ledger does not say how they divide into records. */
export class ArchivedRecordsUnknownError extends RecoveryError {
  override readonly name = 'ArchivedRecordsUnknownError';
  readonly code = 'HEADWATERS_ARCHIVED_RECORDS_UNKNOWN';

  constructor(directory: string, { start, end }: { start: number; end: number }) {
    super(
      `The bytes ${start} to ${end} of ${directory} were archived from plain records, and no way to divide them into records ` +
        "agrees with the producer's receipts, or the receipts have expired. Upload the file again instead.",
    );
  }
}

/** An event source mapping does not become what it was changed to. */
export class MappingUnsettledError extends RecoveryError {
  override readonly name = 'MappingUnsettledError';
  readonly code = 'HEADWATERS_MAPPING_UNSETTLED';

  constructor(mappingId: string, state: string) {
    super(
      `The event source mapping ${mappingId} is still in the state ${state} after 5 minutes. Check it in the Lambda console, then start again.`,
    );
  }
}

/** Failures are only discarded for a reason. */
export class DiscardReasonError extends RecoveryError {
  override readonly name = 'DiscardReasonError';
  readonly code = 'HEADWATERS_DISCARD_REASON_INVALID';

  constructor(maxCharacters: number) {
    super(`Say why the failures are discarded, in 1 to ${maxCharacters} characters: the ledger keeps it.`);
  }
}
