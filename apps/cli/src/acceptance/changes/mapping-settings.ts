import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { MappingUnsettledError } from '../../errors.js';
import { type WaitContext, waitFor } from '../wait/wait-for.js';

/** The settings of an event source mapping that steps change. */
export interface MappingSettings {
  readonly enabled: boolean;
  /** In seconds; -1 is unlimited. */
  readonly maximumRecordAgeSeconds: number;
}

/** Where a mapping is and how to wait for it. */
export interface MappingContext extends WaitContext {
  readonly clients: { readonly lambda: LambdaClient };
}

/** Longest wait for a mapping to be enabled, disabled or updated. AWS documents no time. */
const maxTransitionMinutes = 5;

/**
 * Reads the settings of a mapping, once no change of it is in progress.
 *
 * @throws {@link MappingUnsettledError} if it is neither enabled nor disabled after 5 minutes.
 */
export function readMappingSettings(context: MappingContext, mappingId: string): Promise<MappingSettings> {
  return waitForSettings(context, mappingId, {});
}

/**
 * Changes settings of a mapping. Resolves when Lambda reports the change as complete.
 *
 * Lambda refuses to change a mapping while another change is in progress.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html (read 2026-11-24).
 *
 * @throws {@link MappingUnsettledError} if that takes more than 5 minutes.
 */
export async function updateMapping(
  context: MappingContext,
  mappingId: string,
  settings: Partial<MappingSettings>,
): Promise<void> {
  const { enabled, maximumRecordAgeSeconds } = settings;
  await readMappingSettings(context, mappingId);
  await context.clients.lambda.send(
    new UpdateEventSourceMappingCommand({
      UUID: mappingId,
      ...(enabled !== undefined && { Enabled: enabled }),
      ...(maximumRecordAgeSeconds !== undefined && { MaximumRecordAgeInSeconds: maximumRecordAgeSeconds }),
    }),
  );
  await waitForSettings(context, mappingId, settings);
}

/** Waits until no change is in progress and the mapping has the wanted settings. */
async function waitForSettings(
  { clients, ...context }: MappingContext,
  mappingId: string,
  wanted: Partial<MappingSettings>,
): Promise<MappingSettings> {
  const { done, value } = await waitFor(context, {
    what: `event source mapping ${mappingId} to settle`,
    timeoutMinutes: maxTransitionMinutes,
    probe: async () => {
      const mapping = await clients.lambda.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
      const { State: state = '', MaximumRecordAgeInSeconds: maximumRecordAgeSeconds = -1 } = mapping;
      const settings = { enabled: state === 'Enabled', maximumRecordAgeSeconds };
      const isSettled = state === 'Enabled' || state === 'Disabled';
      return { done: isSettled && hasSettings(settings, wanted), value: { state, settings } };
    },
  });
  if (!done) throw new MappingUnsettledError(mappingId, value.state, maxTransitionMinutes);
  return value.settings;
}

function hasSettings(settings: MappingSettings, wanted: Partial<MappingSettings>): boolean {
  const { enabled = settings.enabled, maximumRecordAgeSeconds = settings.maximumRecordAgeSeconds } = wanted;
  return settings.enabled === enabled && settings.maximumRecordAgeSeconds === maximumRecordAgeSeconds;
}
