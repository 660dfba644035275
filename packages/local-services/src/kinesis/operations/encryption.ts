import type { Stream } from '../stream.js';
import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';

/** What answers say of a stream's encryption; nothing if it has none. */
export function encryptionTypeOf(stream: Stream): 'KMS' | undefined {
  return stream.encryptionKeyId === undefined ? undefined : 'KMS';
}

/** Marks the stream as encrypted. Nothing is encrypted here, and the key is not looked up. */
export const startStreamEncryption: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  members.choice('EncryptionType', ['KMS']);
  stream.encryptionKeyId = members.text('KeyId', { min: 1, max: 2_048 });
  return undefined;
};

/** Records that came before stay marked as they were. */
export const stopStreamEncryption: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  members.choice('EncryptionType', ['KMS']);
  members.text('KeyId', { min: 1, max: 2_048 });
  stream.encryptionKeyId = undefined;
  return undefined;
};
