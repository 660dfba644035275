/** Why a ledger can't be read. The `code` is stable; the message says what to do and never carries payload. */
export abstract class LedgerError extends Error {
  abstract readonly code: string;
}
