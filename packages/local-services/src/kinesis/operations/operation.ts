import { KinesisError } from '../../errors.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import type { RequestReader } from './request-reader.js';

/** One operation of the API: reads its parameters from the request and returns the response, if it has one. */
export type Operation = (request: RequestReader, catalogue: StreamCatalogue) => object | undefined;

/** Valid stream names. */
export const streamNameBounds = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ };

/**
 * Finds the stream that a request names by `StreamName`, `StreamARN` or `ResourceARN`.
 *
 * @throws {@link KinesisError} `ValidationException` if the request names no stream, or two;
 * `ResourceNotFoundException` if the stream does not exist.
 */
export function requestedStream(request: RequestReader, catalogue: StreamCatalogue): Stream {
  const name = request.optionalString('StreamName', streamNameBounds);
  const arn = request.optionalString('StreamARN') ?? request.optionalString('ResourceARN');
  if (arn === undefined) {
    if (name !== undefined) return catalogue.stream(name);
    throw new KinesisError('ValidationException', 'Either StreamName or StreamARN must be provided.');
  }
  const nameInArn = /^arn:aws[a-z-]*:kinesis:[^:]+:\d{12}:stream\/([a-zA-Z0-9_.-]+)$/.exec(arn)?.[1];
  if (nameInArn === undefined || (name !== undefined && name !== nameInArn)) {
    throw new KinesisError('ValidationException', `StreamARN ${arn} does not name the requested stream.`);
  }
  return catalogue.stream(nameInArn);
}
