/** What the consumer itself finds wrong. The `code` is stable; the message says what to do and never carries payload. */
export abstract class ConsumerError extends Error {
  abstract readonly code: string;
}
