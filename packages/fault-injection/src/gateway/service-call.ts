/** What a client asks of a service, as far as a plan needs it to choose what breaks. */
export type ServiceCall = PutRecordsCall | GetObjectCall | PutObjectCall | InvokeCall | OtherCall;

/** Records for a stream, in one request. */
export interface PutRecordsCall {
  readonly kind: 'putRecords';
  readonly entries: readonly { readonly partitionKey: string; readonly data: Buffer }[];
}

/** An object, or what follows a byte of it. */
export interface GetObjectCall {
  readonly kind: 'getObject';
  readonly bucket: string;
  readonly key: string;
  /** Absent where the current version is asked for. */
  readonly versionId?: string;
  /** Where the answer begins, in bytes. */
  readonly firstByte: number;
}

/** A new object, whole. */
export interface PutObjectCall {
  readonly kind: 'putObject';
  readonly bucket: string;
  readonly key: string;
  /** The content as it was sent. */
  readonly body: Buffer;
}

/** An event for a function. */
export interface InvokeCall {
  readonly kind: 'invoke';
  /** As it stands in the path: a name or an ARN. */
  readonly functionName: string;
  /** The event, as it was sent. */
  readonly payload: Buffer;
}

/** Anything else. */
export interface OtherCall {
  readonly kind: 'other';
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
}
