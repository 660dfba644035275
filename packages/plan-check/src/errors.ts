/** The configuration or plan to check is missing or can't be read. */
export class PlanCheckError extends Error {
  override readonly name = 'PlanCheckError';
  readonly code = 'HEADWATERS_PLAN_UNREADABLE';
}
