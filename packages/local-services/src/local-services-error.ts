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
