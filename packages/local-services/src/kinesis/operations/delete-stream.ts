import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';

/** The stream and its records are gone at once. */
export const deleteStream: Operation = (members, catalogue) => {
  catalogue.delete(requestedStream(members, catalogue));
  return undefined;
};
