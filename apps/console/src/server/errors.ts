/** Stable code of a {@link ConsoleError}. */
export type ConsoleErrorCode =
  | 'CONSOLE_WRITE_REFUSED'
  | 'CONSOLE_REQUEST_INVALID'
  | 'CONSOLE_BODY_TOO_LARGE'
  | 'CONSOLE_FEEDS_EXHAUSTED'
  | 'CONSOLE_NOT_FOUND'
  | 'CONSOLE_PAGE_MISSING'
  | 'CONSOLE_PORT_UNAVAILABLE';

const statuses = {
  CONSOLE_WRITE_REFUSED: 403,
  CONSOLE_REQUEST_INVALID: 400,
  CONSOLE_BODY_TOO_LARGE: 413,
  CONSOLE_FEEDS_EXHAUSTED: 503,
  CONSOLE_NOT_FOUND: 404,
  CONSOLE_PAGE_MISSING: 500,
  CONSOLE_PORT_UNAVAILABLE: 500,
} as const satisfies Record<ConsoleErrorCode, number>;

/** The console refuses a request or can't start. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';

  constructor(
    readonly code: ConsoleErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** HTTP status of the response. */
  get status() {
    return statuses[this.code];
  }
}
