/** A stack can't be synthesized, for a reason that its user can fix. The message says how. */
export abstract class StackError extends Error {
  abstract readonly code: string;
}

/** One setting that can't be deployed. */
export interface SettingsProblem {
  /** Path of the setting, such as `consumers.0.batchRecords`. */
  readonly setting: string;
  readonly value: unknown;
  /** What to change, the range and the reason: one sentence without its full stop. */
  readonly advice: string;
}

/** AWS would reject these settings, or they would lose data. Lists every invalid setting with the change to make. */
export class SettingsError extends StackError {
  override readonly name = 'SettingsError';
  readonly code = 'HEADWATERS_SETTINGS_INVALID';

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(['The settings are invalid:', ...problems.map((problem) => `- ${describe(problem)}`)].join('\n'));
  }
}

function describe({ setting, value, advice }: SettingsProblem): string {
  return `${setting} is ${value === undefined ? 'missing' : JSON.stringify(value)}: ${advice}.`;
}
