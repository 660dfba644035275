/** What the run would have cost on AWS so far, in US dollars. */
export interface RunningBill {
  readonly dollars: number;
  /**
   * Per GB (10^9 bytes) of uploads, without what accrues by the hour or month, such as shards and alarms. Absent before the first
   * upload.
   */
  readonly dollarsPerGigabyte?: number;
  /** The services with the largest shares, the largest first; at most three. */
  readonly services: readonly { readonly service: string; readonly dollars: number }[];
}
