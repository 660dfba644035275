/** Why the services failed to start. */
export type LocalServicesErrorCode =
  'LOCAL_SERVICES_PORT_UNAVAILABLE' | 'LOCAL_SERVICES_DATA_DIRECTORY_UNUSABLE';

/** The services failed to start. Once they run, errors are HTTP responses: {@link KinesisError} and {@link S3Error}. */
export class LocalServicesError extends Error {
  override readonly name = 'LocalServicesError';

  constructor(
    readonly code: LocalServicesErrorCode,
    message: string,
    options: { cause: unknown },
  ) {
    super(message, options);
  }
}

/** A request body is larger than its handler accepts. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'LOCAL_SERVICES_BODY_TOO_LARGE';

  constructor(readonly maxBytes: number) {
    super(`The request body exceeds ${maxBytes} bytes. Send a smaller request.`);
  }
}

/** An error response of Kinesis: AWS error code, message and HTTP status. */
export class KinesisError extends Error {
  override readonly name = 'KinesisError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** An error response of S3: AWS error code, HTTP status, message, and further XML elements by name. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  /** Headers of the response, besides those of all responses. */
  headers: Readonly<Record<string, string>> = {};

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  withHeaders(headers: Readonly<Record<string, string>>): this {
    this.headers = headers;
    return this;
  }
}
