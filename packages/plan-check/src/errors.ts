/** There is nothing to check, or it can't be read. */
export class PlanCheckError extends Error {
  override readonly name = 'PlanCheckError';
  readonly code = 'HEADWATERS_PLAN_UNREADABLE';
}
