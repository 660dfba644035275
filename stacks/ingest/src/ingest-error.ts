/** What keeps the stack from being synthesized and can be put right by the person who reads it. */
export abstract class IngestError extends Error {
  abstract readonly code: string;
}
