/** One setting, as the reference shows it. */
export interface SettingRow {
  /** Such as `consumers[].batchRecords`. */
  readonly setting: string;
  /** The values or the range that it takes, with the unit. */
  readonly takes: string;
  /** What it is if it is left out; `required` if it must not be, `none` if it then has no effect. */
  readonly defaultValue: string;
  readonly reason: string;
}
