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
