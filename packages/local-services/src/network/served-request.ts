/** A request that Kinesis or S3 has answered. */
export interface ServedRequest {
  readonly service: 'kinesis' | 's3';
  /** Name of the API operation, such as `PutObject`; `undefined` if the request is none that the services know. */
  readonly operation: string | undefined;
  /** Access key id of the signature; `undefined` if the request is not signed. Signatures are not checked. */
  readonly accessKeyId: string | undefined;
  /** The bucket or the stream that the request names, if any. */
  readonly resource: string | undefined;
  /** HTTP status of the response. */
  readonly status: number;
  /** Error code of the response, if it has one. */
  readonly errorCode?: string;
}

/** Called for each request when its response is known, before it is sent. Must not throw. */
export type OnRequest = (request: ServedRequest) => void;
