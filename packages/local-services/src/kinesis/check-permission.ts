import { KinesisError } from '../errors.js';
import { accessKeyIdOf, type Authorize } from '../network/authorize.js';
import type { ServiceRequest } from '../network/service-handler.js';
import { streamNameOfIterator } from './stream/shard-iterator.js';
import type { StreamCatalogue } from './stream/stream-catalogue.js';

/** An operation as it was requested. */
export interface KinesisCall {
  readonly name: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly catalogue: StreamCatalogue;
}

/**
 * Checks that the caller may call an operation on the stream or consumer that it names.
 *
 * Actions and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html.
 *
 * @throws {@link KinesisError} `AccessDeniedException`; `KMSAccessDeniedException` for the key of the stream.
 */
export function checkPermission(call: KinesisCall, request: ServiceRequest, authorize: Authorize): void {
  const action = `kinesis:${call.name}`;
  const resource = resourceOf(call);
  if (resource === undefined) return;
  const denial = authorize({ accessKeyId: accessKeyIdOf(request), action, resource });
  if (denial === undefined) return;
  const code = denial.code === 'AccessDenied' ? 'AccessDeniedException' : 'KMSAccessDeniedException';
  throw new KinesisError(code, denial.message);
}

/**
 * The ARN of the stream or consumer that a call names; `*` if the operation has no resource. `undefined` for the next page of a
 * listing, whose first page was checked, and for an iterator that does not exist.
 */
function resourceOf({ json, catalogue }: KinesisCall): string | undefined {
  const named = [json['ConsumerARN'], json['StreamARN'], json['ResourceARN']].find(
    (arn) => typeof arn === 'string',
  );
  if (named !== undefined) return named;
  const { region, accountId } = catalogue.options;
  const toArn = (name: string): string => `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
  const { StreamName: name, ShardIterator: iterator, NextToken: token } = json;
  if (typeof name === 'string') return toArn(name);
  if (typeof token === 'string') return undefined;
  if (typeof iterator !== 'string') return '*';
  const streamName = streamNameOfIterator(iterator);
  return streamName === undefined ? undefined : toArn(streamName);
}
