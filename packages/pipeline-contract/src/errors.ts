import type { GenericIssue } from 'valibot';

/** A function was started with environment variables it can't run with. Names every variable at fault, never a value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'HEADWATERS_ENVIRONMENT_INVALID';

  constructor(issues: readonly GenericIssue[]) {
    super(
      'The environment variables are not valid: ' +
        issues
          .map(({ path, message }) => `${path?.map(({ key }) => String(key)).join('.') ?? '?'} ${message}`)
          .join('; '),
    );
  }
}
