import { priceUsage } from '@headwaters/bill';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { consumerOf } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions, RecoveryResult } from '../progress.js';
import { type ConsumerMapping, readMappings, setEnabled } from './event-source-mapping.js';
import { formatTime, hourMillis, minRetentionHours } from './retention.js';

/** Which consumer is paused or resumed. */
export interface SwitchScope {
  /** Name of the consumer. */
  readonly consumer: string;
}

/**
 * Pauses a consumer: disables its event source mappings, and waits until Lambda reports them as disabled. An invocation in flight
 * still counts. The stream keeps what arrives as long as its retention says; the plan names the time until which the consumer must be
 * resumed.
 *
 * Source of the retention: https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html (read 2026-11-30).
 *
 * @throws {@link PipelineIncompleteError} for an unknown consumer or mapping, {@link MappingUnsettledError}, and the errors of the SDK.
 */
export function pauseConsumer(
  context: RecoveryContext,
  scope: SwitchScope,
  options: RecoveryOptions,
): Promise<RecoveryResult> {
  return switchConsumer(context, scope, { ...options, enabled: false });
}

/**
 * Resumes a consumer: enables its event source mappings, and waits until Lambda reports them as enabled. They continue where they
 * stopped.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html (read 2026-11-30).
 *
 * @throws {@link PipelineIncompleteError} for an unknown consumer or mapping, {@link MappingUnsettledError}, and the errors of the SDK.
 */
export function resumeConsumer(
  context: RecoveryContext,
  scope: SwitchScope,
  options: RecoveryOptions,
): Promise<RecoveryResult> {
  return switchConsumer(context, scope, { ...options, enabled: true });
}

async function switchConsumer(
  context: RecoveryContext,
  scope: SwitchScope,
  { enabled, apply, report, signal }: RecoveryOptions & { readonly enabled: boolean },
): Promise<RecoveryResult> {
  const consumer = consumerOf(context.pipeline, scope.consumer);
  const mappings = await readMappings(context, consumer);
  const changed = mappings.filter(({ state }) => state !== (enabled ? 'Enabled' : 'Disabled'));
  const counts = { [enabled ? 'mappingsEnabled' : 'mappingsDisabled']: changed.length };
  const isPaused = changed.length === 0;
  const notes = enabled ? resumeNotes(context, mappings) : pauseNotes(context, scope.consumer, { isPaused });
  report({ type: 'plan', counts, bytes: 0, cost: priceUsage({}), notes });
  if (!apply) return { complete: changed.length === 0, counts };
  for (const { id } of changed) await setEnabled(context, id, { enabled, signal });
  return { complete: true, counts };
}

/** The position of a mapping is known to CloudWatch only, as the age of the last record that it read. */
function pauseNotes(
  { pipeline, clock }: RecoveryContext,
  consumer: string,
  { isPaused }: { readonly isPaused: boolean },
): string[] {
  const { retentionHours } = pipeline;
  const kept =
    retentionHours === undefined
      ? `The retention of the stream is unknown; it is at least ${minRetentionHours} h.`
      : isPaused
        ? `It is paused already. The stream keeps each Kinesis record for ${retentionHours} h after its arrival: resume within ${retentionHours} h of the first pause.`
        : `Kinesis records that arrive from now on are kept for ${retentionHours} h: resume before ${formatTime(clock.now() + retentionHours * hourMillis)}.`;
  return [
    kept,
    'What the consumer has not read yet is older, and expires earlier: see its iterator age.',
    `The next "terraform apply" sets the mapping to the setting "enabled" of the consumer "${consumer}".`,
  ];
}

function resumeNotes(
  { pipeline, clock }: RecoveryContext,
  mappings: readonly ConsumerMapping[],
): readonly string[] {
  const { retentionHours = minRetentionHours } = pipeline;
  const goneBeforeMillis = clock.now() - retentionHours * hourMillis;
  const disabledSince = mappings
    .filter(({ state }) => state === 'Disabled')
    .map(({ changedAtMillis = clock.now() }) => changedAtMillis);
  if (!disabledSince.some((sinceMillis) => sinceMillis < goneBeforeMillis)) return [];
  return [
    `The mapping was changed last at ${formatTime(Math.min(...disabledSince))}. If it has been disabled since, it has missed what arrived before ` +
      `${formatTime(goneBeforeMillis)}: the stream keeps records for ${retentionHours} h. Use fill to deliver that from the archive.`,
  ];
}
