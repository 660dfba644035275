/** Why the services could not start. */
export type LocalServicesErrorCode =
  'LOCAL_SERVICES_PORT_UNAVAILABLE' | 'LOCAL_SERVICES_DATA_DIRECTORY_UNUSABLE';

/** The services could not start. What a client of the services gets wrong is answered on the wire instead. */
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

/** An answer of Kinesis that is an error: its AWS name, its message, and the HTTP status that carries it. */
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

/** An answer of S3 that is an error: its AWS code, its message, the HTTP status, and what else the XML says. */
export class S3Error extends Error {
  override readonly name = 'S3Error';

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
