import { KinesisError } from '../../errors.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import type { Members } from './request-reader.js';

/** One operation of the API: reads its request's members, and returns the answer's, if it has any. */
export type Operation = (members: Members, catalogue: StreamCatalogue) => object | undefined;

/** What a stream's name may be. */
export const streamNameBounds = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ };

/**
 * The stream that a request names, by `StreamName` or by `StreamARN`.
 *
 * @throws {@link KinesisError} `ValidationException` if it names none; `ResourceNotFoundException` if there is none.
 */
export function requestedStream(members: Members, catalogue: StreamCatalogue): Stream {
  const name = members.optionalText('StreamName', streamNameBounds);
  const arn = members.optionalText('StreamARN') ?? members.optionalText('ResourceARN');
  if (arn === undefined) {
    if (name !== undefined) return catalogue.stream(name);
    throw new KinesisError('ValidationException', 'Either StreamName or StreamARN must be provided.');
  }
  const named = /^arn:aws[a-z-]*:kinesis:[^:]+:\d{12}:stream\/([a-zA-Z0-9_.-]+)$/.exec(arn)?.[1];
  if (named === undefined || (name !== undefined && name !== named)) {
    throw new KinesisError('ValidationException', `StreamARN ${arn} does not name the stream requested.`);
  }
  return catalogue.stream(named);
}
