/** The part of a key that decides whether an upload is read. S3 compares case-sensitively: `.txt` does not match `a.TXT`. */
export interface UploadFilter {
  /** Empty: any. */
  readonly prefix: string;
  /** Empty: any. */
  readonly suffix: string;
}

/** The kind of event for which S3 notifies of an upload. */
export const uploadEvents = ['s3:ObjectCreated:*'];

/** A filter as a rule of a notification configuration. */
export function notificationFilter({ prefix, suffix }: UploadFilter) {
  return {
    id: `uploads${prefix === '' ? '' : `-${prefix}`}${suffix}`,
    events: uploadEvents,
    ...(prefix === '' ? {} : { filterPrefix: prefix }),
    ...(suffix === '' ? {} : { filterSuffix: suffix }),
  };
}
