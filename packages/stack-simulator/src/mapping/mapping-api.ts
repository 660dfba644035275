import { randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import type { ServiceHandler, ServiceRequest } from '@headwaters/local-services';
import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { isObject } from '@headwaters/terraform-reader';
import type { MappingPlan, StartingPosition } from '../blueprint/mappings.js';
import type { QueueMappingPlan } from '../blueprint/queue-mappings.js';
import { LambdaApiError } from '../errors.js';
import { type LambdaAnswer, sendLambdaAnswer } from '../invocation/lambda-answer.js';

/** An event source mapping as it is now. */
export interface MappingState {
  /** With the current settings. */
  readonly plan: MappingPlan | QueueMappingPlan;
  /** The function, version or alias that it invokes. */
  readonly functionArn: string;
}

/** The settings that can be changed. */
export type MappingUpdate = Partial<Pick<MappingPlan, 'enabled' | 'maximumRecordAgeSeconds'>>;

/** The event source mappings that the API describes and changes. */
export interface MappingApiTarget {
  listMappings(): readonly MappingState[];
  updateMapping(uuid: string, update: MappingUpdate): void;
}

const mappingsPath = /^\/2015-03-31\/event-source-mappings(?:\/([^/?]*))?(?:\?(.*))?$/;

/**
 * Serves Lambda's ListEventSourceMappings (without filters), GetEventSourceMapping, and UpdateEventSourceMapping for
 * `Enabled` and `MaximumRecordAgeInSeconds`. Anything else gets a 501 response. A change takes effect at once; on AWS the
 * state is `Updating`, `Enabling` or `Disabling` for a while.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html (read 2026-11-24).
 *
 * @param target - Returns the mappings; `undefined` until they are available.
 */
export function mappingHandler(target: () => MappingApiTarget | undefined): ServiceHandler {
  return async (request, response) => {
    const path = mappingsPath.exec(request.url ?? '');
    if (path === null) return false;
    const [, uuid = '', query] = path;
    await sendLambdaAnswer(response, () => answer(request, target(), { uuid, query }));
    return true;
  };
}

async function answer(
  request: ServiceRequest,
  target: MappingApiTarget | undefined,
  { uuid, query }: { readonly uuid: string; readonly query: string | undefined },
): Promise<LambdaAnswer> {
  const mappings = target?.listMappings() ?? [];
  if (uuid === '' && request.method === 'GET' && onlyPages(query))
    return describe(200, { EventSourceMappings: mappings.map(configurationOf) });
  const found = mappings.find(({ plan }) => plan.uuid === uuid);
  if (uuid === '' || query !== undefined || !['GET', 'PUT'].includes(request.method ?? ''))
    throw new LambdaApiError(
      'NotImplemented',
      501,
      `The simulator does not support ${request.method ?? ''} here.`,
    );
  if (found === undefined)
    throw new LambdaApiError('ResourceNotFoundException', 404, 'The resource you requested does not exist.');
  if (request.method === 'GET') return describe(200, configurationOf(found));
  const update = readUpdate(await json(request));
  if ('queueName' in found.plan && update.maximumRecordAgeSeconds !== undefined)
    throw new LambdaApiError(
      'InvalidParameterValueException',
      400,
      'MaximumRecordAgeInSeconds is a setting of mappings of streams.',
    );
  target?.updateMapping(uuid, update);
  const updated = target?.listMappings().find(({ plan }) => plan.uuid === uuid) ?? found;
  return describe(202, configurationOf(updated));
}

/** A listing fits on one page, so its size is irrelevant. Filters are not supported. */
function onlyPages(query = ''): boolean {
  return [...new URLSearchParams(query).keys()].every((name) => name === 'MaxItems');
}

/** @throws {@link LambdaApiError} for a setting that can't be changed, or an age that AWS rejects. */
function readUpdate(body: unknown): MappingUpdate {
  const settings = isObject(body) ? body : {};
  const { Enabled: enabled, MaximumRecordAgeInSeconds: maximumRecordAgeSeconds, ...others } = settings;
  const unsupported = Object.keys(others);
  if (unsupported.length > 0) {
    const names = unsupported.join(', ');
    throw new LambdaApiError('NotImplemented', 501, `The simulator can't change ${names} of a mapping.`);
  }
  return {
    ...(typeof enabled === 'boolean' && { enabled }),
    ...(maximumRecordAgeSeconds !== undefined && {
      maximumRecordAgeSeconds: checkAge(maximumRecordAgeSeconds),
    }),
  };
}

function checkAge(seconds: unknown): number {
  const { minRecordAgeSeconds: min, maxRecordAgeSeconds: max } = limits;
  if (typeof seconds === 'number' && (seconds === -1 || (seconds >= min && seconds <= max))) return seconds;
  throw new LambdaApiError(
    'InvalidParameterValueException',
    400,
    `MaximumRecordAgeInSeconds must be -1 or a number from ${min} to ${max}.`,
  );
}

function configurationOf({ plan, functionArn }: MappingState): object {
  return {
    UUID: plan.uuid,
    FunctionArn: functionArn,
    State: plan.enabled ? 'Enabled' : 'Disabled',
    BatchSize: plan.batchSize,
    MaximumBatchingWindowInSeconds: plan.batchingWindowSeconds,
    FunctionResponseTypes: plan.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...('queueName' in plan ? queueConfiguration(plan) : streamConfiguration(plan)),
  };
}

function queueConfiguration({ sourceArn, maximumConcurrency }: QueueMappingPlan): object {
  return {
    EventSourceArn: sourceArn,
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}

function streamConfiguration(plan: MappingPlan): object {
  return {
    EventSourceArn: plan.streamArn,
    ...startConfiguration(plan.startingPosition),
    ...(plan.filterPatterns.length > 0 && {
      FilterCriteria: { Filters: plan.filterPatterns.map((pattern) => ({ Pattern: pattern })) },
    }),
    ParallelizationFactor: plan.parallelizationFactor,
    MaximumRetryAttempts: plan.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: plan.maximumRecordAgeSeconds,
    BisectBatchOnFunctionError: plan.bisectBatchOnFunctionError,
    TumblingWindowInSeconds: plan.tumblingWindowSeconds,
    DestinationConfig: { OnFailure: plan.onFailure === undefined ? {} : { Destination: plan.onFailure.arn } },
  };
}

/** Times are Unix seconds. */
function startConfiguration(starting: StartingPosition): object {
  if (starting.kind !== 'AT_TIMESTAMP') return { StartingPosition: starting.kind };
  return { StartingPosition: starting.kind, StartingPositionTimestamp: starting.timestampMillis / 1_000 };
}

function describe(status: number, content: object): LambdaAnswer {
  return { status, headers: { 'x-amzn-RequestId': randomUUID() }, body: JSON.stringify(content) };
}
