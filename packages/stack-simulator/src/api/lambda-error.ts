/** An error of the Lambda API, as its clients know it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';

  constructor(
    /** Such as `ResourceNotFoundException`. */
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
