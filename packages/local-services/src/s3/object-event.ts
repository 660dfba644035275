/** What happened to an object, in the words of S3 notifications, without the leading `s3:`. */
export type ObjectEventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated';

/** A change to a bucket's content, told once it can be read. */
export interface ObjectEvent {
  readonly eventName: ObjectEventName;
  /** When it happened, as ISO 8601 with milliseconds. */
  readonly eventTime: string;
  readonly bucket: string;
  /** As it is, not form-encoded. */
  readonly key: string;
  /** Absent in a bucket that has never kept versions. */
  readonly versionId?: string;
  /** In bytes. 0 for a removal. */
  readonly size: number;
  /** Without quotes. Empty for a removal. */
  readonly eTag: string;
  /** Hex digits. Of two events of one key the later has the larger, compared as strings. */
  readonly sequencer: string;
}
