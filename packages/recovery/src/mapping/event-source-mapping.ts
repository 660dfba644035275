import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { MappingUnsettledError, PipelineIncompleteError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';

/** An event source mapping as Lambda describes it. */
export interface ConsumerMapping {
  readonly id: string;
  /** `Creating`, `Enabling`, `Enabled`, `Disabling`, `Disabled`, `Updating` or `Deleting`. */
  readonly state: string;
  readonly startingPosition: string | undefined;
  /** With `AT_TIMESTAMP`: where it starts to read, in milliseconds since the epoch. */
  readonly startsAtMillis: number | undefined;
  /** When its state or a setting changed last, in milliseconds since the epoch. */
  readonly changedAtMillis: number | undefined;
  /** Whether it drops Kinesis records that do not match a filter. */
  readonly hasFilter: boolean;
}

type Ports = Pick<RecoveryContext, 'lambda' | 'clock'>;

/**
 * Reads the mappings of a consumer.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html (read 2026-11-30).
 *
 * @throws {@link PipelineIncompleteError} if it has none, and the errors of the SDK.
 */
export async function readMappings(
  context: Ports,
  { name, mappingIds }: Pick<PipelineConsumer, 'name' | 'mappingIds'>,
): Promise<readonly ConsumerMapping[]> {
  if (mappingIds.length === 0) {
    throw new PipelineIncompleteError(
      `The event source mapping of "${name}" is unknown. Deploy the stack again: its outputs then have consumer-mapping-ids.`,
    );
  }
  return Promise.all(mappingIds.map((id) => readMapping(context, id)));
}

async function readMapping(context: Ports, id: string, signal?: AbortSignal): Promise<ConsumerMapping> {
  const command = new GetEventSourceMappingCommand({ UUID: id });
  return toMapping(id, await whileRefused(context, signal, () => context.lambda.send(command)));
}

/** Attempts of a request that Lambda refuses for now, and the wait before the second one in milliseconds; it doubles. */
const attempts = { count: 6, firstWaitMillis: 1_000 };

/** The SDK repeats nothing: see `makeRecoveryClients`. Reading and changing a mapping may be repeated. */
const refusals: readonly string[] = [
  'TooManyRequestsException',
  'ServiceException',
  'ResourceInUseException',
];

async function whileRefused<Answer>(
  { clock }: Ports,
  signal: AbortSignal | undefined,
  request: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const isRefused = error instanceof Error && refusals.includes(error.name);
      if (!isRefused || attempt === attempts.count) throw error;
      await clock.sleep(attempts.firstWaitMillis * 2 ** (attempt - 1), signal);
    }
  }
}

function toMapping(id: string, configuration: EventSourceMappingConfiguration): ConsumerMapping {
  return {
    id,
    state: configuration.State ?? '',
    startingPosition: configuration.StartingPosition,
    startsAtMillis: configuration.StartingPositionTimestamp?.getTime(),
    changedAtMillis: configuration.LastModified?.getTime(),
    hasFilter: (configuration.FilterCriteria?.Filters ?? []).length > 0,
  };
}

/**
 * Refuses a consumer whose mapping has a filter: it would be given Kinesis records that Lambda never passes to it.
 *
 * @throws {@link PipelineIncompleteError}
 */
export function refuseFilter(
  { name }: Pick<PipelineConsumer, 'name'>,
  mappings: readonly ConsumerMapping[],
): void {
  if (!mappings.some(({ hasFilter }) => hasFilter)) return;
  throw new PipelineIncompleteError(
    `The event source mapping of "${name}" has a filter, which would not apply to what is delivered from the archive.`,
  );
}

/** Whether a mapping reads, or is about to. */
export function isRunning({ state }: Pick<ConsumerMapping, 'state'>): boolean {
  return !['Disabled', 'Disabling'].includes(state);
}

/** Longest wait for a change of a mapping, in milliseconds. AWS documents no time. */
const maxTransitionMillis = 5 * 60_000;

const pollMillis = 2_000;

/**
 * Enables or disables a mapping, and waits until Lambda reports that it is. Lambda refuses a change while another one is in progress,
 * so this waits for that first. A mapping that is disabled and enabled again continues where it stopped; one that never ran starts at
 * its starting position.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html (read 2026-11-30).
 *
 * @throws {@link MappingUnsettledError} if that takes more than 5 minutes, and the errors of the SDK.
 */
export async function setEnabled(
  context: Ports,
  id: string,
  { enabled, signal }: { readonly enabled: boolean; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const isSettled = ({ state }: ConsumerMapping) => state === 'Enabled' || state === 'Disabled';
  const wanted = enabled ? 'Enabled' : 'Disabled';
  const { state } = await waitUntil(context, id, { isDone: isSettled, signal });
  if (state === wanted) return;
  const command = new UpdateEventSourceMappingCommand({ UUID: id, Enabled: enabled });
  await whileRefused(context, signal, () => context.lambda.send(command));
  await waitUntil(context, id, { isDone: (mapping) => mapping.state === wanted, signal });
}

async function waitUntil(
  context: Ports,
  id: string,
  { isDone, signal }: { isDone: (mapping: ConsumerMapping) => boolean; signal: AbortSignal | undefined },
): Promise<ConsumerMapping> {
  const untilMillis = context.clock.now() + maxTransitionMillis;
  for (;;) {
    const mapping = await readMapping(context, id, signal);
    if (isDone(mapping)) return mapping;
    if (context.clock.now() >= untilMillis) throw new MappingUnsettledError(id, mapping.state);
    await context.clock.sleep(pollMillis, signal);
  }
}
