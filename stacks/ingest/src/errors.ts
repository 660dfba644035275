import type { GenericIssue } from 'valibot';

/** What keeps the stack from being synthesized and can be put right by the person who reads it. */
export abstract class IngestError extends Error {
  abstract readonly code: string;
}

/** One setting that can't be deployed. */
export interface SettingsProblem {
  /** Where it stands, such as `consumers.0.batchRecords`. */
  readonly setting: string;
  readonly value: unknown;
  /** What to change, the range and the reason, as one sentence without its full stop. */
  readonly advice: string;
}

/** Settings that AWS would refuse, or that would lose data. Names every setting at fault and what to change. */
export class SettingsError extends IngestError {
  override readonly name = 'SettingsError';
  readonly code = 'HEADWATERS_SETTINGS_INVALID';

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(
      ['The settings can not be deployed:', ...problems.map((problem) => `- ${sentence(problem)}`)].join(
        '\n',
      ),
    );
  }
}

/** Turns what the schema found into a problem that says what to do. */
export function problemOfIssue(issue: GenericIssue): SettingsProblem {
  const setting = issue.path?.map(({ key }) => String(key)).join('.') ?? 'settings';
  if (issue.type !== 'strict_object') return { setting, value: issue.input, advice: issue.message };
  const missing = issue.expected !== 'never';
  return {
    setting,
    value: missing ? undefined : issue.input,
    advice: missing ? 'add it' : 'remove it or correct its name: there is no such setting',
  };
}

function sentence({ setting, value, advice }: SettingsProblem): string {
  return `${setting} is ${value === undefined ? 'missing' : JSON.stringify(value)}: ${advice}.`;
}

/** The archive of a function has not been built. */
export class MissingBundleError extends IngestError {
  override readonly name = 'MissingBundleError';
  readonly code = 'HEADWATERS_BUNDLE_MISSING';

  constructor(readonly archiveFile: string) {
    super(`There is no bundle at ${archiveFile}. Run \`npm run build\`, then synthesize again.`);
  }
}
