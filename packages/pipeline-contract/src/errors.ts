import type { GenericIssue } from 'valibot';
import { describeIssue } from './schema-issue.js';

/**
 * The environment variables of a function are invalid. The message names every invalid variable and the values it
 * accepts. It never repeats the rejected value.
 */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'HEADWATERS_ENVIRONMENT_INVALID';

  constructor(issues: readonly GenericIssue[]) {
    super(`Invalid environment variables: ${issues.map(describeIssue).join('; ')}`);
  }
}
