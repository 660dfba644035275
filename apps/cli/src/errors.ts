import { isRecordCodecError } from '@headwaters/record-codec';

/** Base of the errors that this program raises. The message is complete: the program prints it without a stack trace. */
export abstract class CliError extends Error {
  abstract readonly code: `HEADWATERS_${string}`;
}

/** An argument is invalid, or a file that it names cannot be used. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  readonly code = 'HEADWATERS_USAGE_INVALID';
}

/** The options of `trace` do not identify a pipeline. */
export class TracedPipelineUnknownError extends CliError {
  override readonly name = 'TracedPipelineUnknownError';
  readonly code = 'HEADWATERS_TRACED_PIPELINE_UNKNOWN';
}

/** Without valid credentials, the AWS account is unknown. */
export class AccountUnknownError extends CliError {
  override readonly name = 'AccountUnknownError';
  readonly code = 'HEADWATERS_ACCOUNT_UNKNOWN';
}

/** A file is not the output of `terraform output -json`, or it is that of another stack. */
export class OutputsInvalidError extends CliError {
  override readonly name = 'OutputsInvalidError';
  readonly code = 'HEADWATERS_OUTPUTS_INVALID';
}

/** The environment of an acceptance run can't be deployed, or is not the one that its stack describes. */
export class EnvironmentUnknownError extends CliError {
  override readonly name = 'EnvironmentUnknownError';
  readonly code = 'HEADWATERS_ENVIRONMENT_UNKNOWN';
}

/** A file is not the note of changes that an acceptance run leaves behind. */
export class ChangesUnreadableError extends CliError {
  override readonly name = 'ChangesUnreadableError';
  readonly code = 'HEADWATERS_CHANGES_UNREADABLE';
}

/** An acceptance run has changed settings of its environment and can't restore them. The user must act. */
export class UndoFailedError extends CliError {
  override readonly name = 'UndoFailedError';
  readonly code = 'HEADWATERS_UNDO_FAILED';

  /**
   * @param changes - What is to be restored.
   * @param file - The file that lists the changes, if there is one.
   */
  constructor(changes: readonly string[], file: string | undefined, failures: readonly unknown[]) {
    const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
    const advice = file === undefined ? 'Restore them by hand.' : `Run: npm run acceptance -- --undo ${file}`;
    super(`Settings could not be restored: ${changes.join('; ')}. ${reasons.join('; ')}. ${advice}`, {
      cause: failures[0],
    });
  }
}

/** An event source mapping stays in a transition. */
export class MappingUnsettledError extends CliError {
  override readonly name = 'MappingUnsettledError';
  readonly code = 'HEADWATERS_MAPPING_UNSETTLED';

  constructor(mappingId: string, state: string, minutes: number) {
    super(
      `Event source mapping ${mappingId} is ${state} after ${minutes} minutes. ` +
        'Look at its StateTransitionReason: aws lambda get-event-source-mapping --uuid ' +
        mappingId,
    );
  }
}

/** A step of an acceptance run can't be run. The message is the reason. */
export class StepNotRunError extends CliError {
  override readonly name = 'StepNotRunError';
  readonly code = 'HEADWATERS_STEP_NOT_RUN';
}

/** Ctrl-C ended a command early. */
export class InterruptedError extends CliError {
  override readonly name = 'InterruptedError';
  readonly code = 'HEADWATERS_INTERRUPTED';
}

/**
 * Returns whether the user can fix the error: it is about a stack, a script or a file that the user named. The program
 * prints the message alone and exits with code 2. Every other error is a defect.
 */
export function isExpectedError(error: unknown): error is Error {
  return (
    error instanceof CliError ||
    hasExpectedCode(error) ||
    isRecordCodecError(error) ||
    error instanceof SyntaxError ||
    isFileSystemError(error)
  );
}

/** Codes of `plan-check`, `recovery` and `ledger`. Every command would load these packages for the classes of their errors. */
const expectedHeadwatersCodes = [
  'PLAN_UNREADABLE',
  'RECOVERY_BUSY',
  'RECOVERY_LEASE_LOST',
  'PIPELINE_INCOMPLETE',
  'INVENTORY_UNUSABLE',
  'ARCHIVE_UNREADABLE',
  'ARCHIVED_RECORDS_UNKNOWN',
  'MAPPING_UNSETTLED',
  'DISCARD_REASON_INVALID',
  'SOURCE_MISSING',
  'RECEIPT_UNREADABLE',
  'PARTS_MISMATCH',
  'ARCHIVE_GAP',
];

/** With the codes of `stack-simulator`. */
const expectedCodes = new RegExp(`^(SIMULATION_.*|HEADWATERS_(${expectedHeadwatersCodes.join('|')}))$`);

function hasExpectedCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && expectedCodes.test(String(error.code));
}

function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

/** Whether an AWS client failed: AWS answered with an error, could not be reached, or there are no credentials. */
export function isAwsError(error: unknown): error is Error {
  return error instanceof Error && ('$metadata' in error || error.name === 'CredentialsProviderError');
}

/** Returns the HTTP status of an error of an AWS client; `undefined` for any other error. */
export function httpStatusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** Names of the errors of AWS services for a caller that lacks a permission. */
const refusals =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation|UnrecognizedClientException)$/;

/**
 * Whether an AWS client was refused for lack of a permission, or reached an endpoint that does not have the service or the
 * operation (501).
 */
export function isRefusedOrAbsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return refusals.test(error.name) || httpStatusOf(error) === 501;
}

/** Formats an error of a command that calls several AWS services. */
export function describeAwsError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof RangeError) return error.stack ?? error.message;
  return httpStatusOf(error) === undefined
    ? describeNoAnswer(error)
    : `AWS answered ${error.name}: ${error.message}`;
}

/** Codes of Node.js for an endpoint that is not there. */
const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** The client has no credentials, or its request reached nothing. */
function describeNoAnswer(error: Error): string {
  const { name, message } = error;
  if (name === 'CredentialsProviderError')
    return `${message}. Set AWS_PROFILE, or for a local pipeline AWS_ENDPOINT_URL to the URL that npm start prints.`;
  if ('code' in error && unreachable.has(String(error.code)))
    return `No answer from AWS: ${message}. Check AWS_ENDPOINT_URL: for a local pipeline, it is the URL that npm start prints, and changes with each start.`;
  return message;
}

/**
 * Formats an error of a command that calls S3. An error of the service names S3; a defect (`TypeError`, `RangeError`)
 * includes its stack trace.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof RangeError) return error.stack ?? error.message;
  return httpStatusOf(error) === undefined
    ? describeNoAnswer(error)
    : `S3 answered ${error.name}: ${error.message}`;
}
