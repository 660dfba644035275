import { KinesisError } from '../../errors.js';
import { memberViolations, readMembers } from '../parameters/containers.js';
import { type Parameters, requiredUnless, type Values } from '../parameters/parameter.js';
import { string, unsupported } from '../parameters/scalars.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';

/** One operation of the API. */
export interface Operation<Result = object | undefined> {
  readonly parameters: Parameters;
  /**
   * Reads and checks the parameters of a request, and executes it.
   *
   * @returns The response, if the operation has one.
   * @throws {@link KinesisError}
   */
  execute(json: Readonly<Record<string, unknown>>, catalogue: StreamCatalogue): Result;
}

/** Most constraints that one error of AWS names. Source: test "too many records" of putRecords in kinesalite 3.3.3. */
const maxReportedViolations = 10;

/** Defines an operation. `run` gets parameters that satisfy their constraints. */
export function defineOperation<Known extends Parameters, Result>(
  parameters: Known,
  run: (values: Values<Known>, catalogue: StreamCatalogue) => Result,
): Operation<Result> {
  return {
    parameters,
    execute: (json, catalogue) => {
      const values = readMembers(parameters, json);
      const violations = memberViolations(parameters, values, '').slice(0, maxReportedViolations);
      if (violations.length > 0) throw validationError(violations);
      return run(values, catalogue);
    },
  };
}

function validationError(violations: readonly string[]): KinesisError {
  const errors = violations.length === 1 ? 'error' : 'errors';
  return new KinesisError(
    'ValidationException',
    `${violations.length} validation ${errors} detected: ${violations.join('; ')}`,
  );
}

// Constraints of parameters. Source, read 2026-11-29: the shapes of the API reference of each operation, for example
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html

export const streamName = string({ pattern: '[a-zA-Z0-9_.-]+', min: 1, max: 128 });
export const shardId = string({ pattern: '[a-zA-Z0-9_.-]+', min: 1, max: 128 });
export const streamArn = string({ pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+', min: 1, max: 2048 });
export const sequenceNumber = string({ pattern: '0|([1-9]\\d{0,128})' });
export const hashKey = string({ pattern: '0|([1-9]\\d{0,38})' });

/** The parameters by which most operations name a stream. One of them must be present. */
export const streamParameters = {
  StreamName: requiredUnless('StreamARN', streamName),
  StreamARN: streamArn,
  StreamId: unsupported('StreamId'),
};

/** Names a stream: by name, by ARN or, if both agree, by both. */
interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/**
 * The name of the requested stream.
 *
 * @throws {@link KinesisError} `ValidationException` if the request names no stream, or two.
 */
export function requestedStreamName({ StreamName, StreamARN }: StreamReference): string {
  if (StreamARN === undefined) return StreamName ?? '';
  const nameInArn = /:stream\/([a-zA-Z0-9_.-]+)$/.exec(StreamARN)?.[1];
  if (nameInArn === undefined || (StreamName !== undefined && StreamName !== nameInArn)) {
    throw new KinesisError(
      'ValidationException',
      `StreamARN ${StreamARN} does not name the requested stream. Send StreamName or StreamARN.`,
    );
  }
  return nameInArn;
}

/**
 * Finds the requested stream.
 *
 * @throws {@link KinesisError} `ValidationException` if the request names two streams; `ResourceNotFoundException` if the
 * stream does not exist.
 */
export function requestedStream(reference: StreamReference, catalogue: StreamCatalogue): Stream {
  return catalogue.stream(requestedStreamName(reference));
}
