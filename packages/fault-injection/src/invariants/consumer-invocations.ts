import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence } from '../evidence/evidence.js';

/** The position of a Kinesis record in the event of an invocation. */
export interface DeliveredRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Returns the consumers whose mapping is enabled from the start. One that is filled reads what is hours old. */
export function readingFromStart({
  consumers,
  recovery,
}: Pick<Evidence, 'consumers' | 'recovery'>): readonly ConsumerEvidence[] {
  return consumers.filter(({ functionName }) => functionName !== recovery.filledFunction);
}

/** Returns the invocations of a consumer by its mapping that failed or reported a batch item failure. */
export function failedInvocations(
  { functionName }: Pick<ConsumerEvidence, 'functionName'>,
  { invocations }: Pick<Evidence, 'invocations'>,
): readonly InvocationEvent[] {
  return invocations.filter(
    (invocation) =>
      invocation.functionName === functionName &&
      invocation.trigger === 'mapping' &&
      !hasSucceeded(invocation),
  );
}

/** Whether an invocation succeeded and reported no batch item failure. */
export function hasSucceeded(invocation: InvocationEvent): boolean {
  return invocation.outcome.kind === 'succeeded' && reportedFailure(invocation) === undefined;
}

/** Returns the first sequence number that an invocation reported as failed; undefined if there is none. */
export function reportedFailure({ outcome }: InvocationEvent): string | undefined {
  if (outcome.kind !== 'succeeded') return undefined;
  const response = JSON.parse(outcome.payload) as Partial<BatchResponse> | null;
  return response?.batchItemFailures?.[0]?.itemIdentifier;
}

interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Reads the positions of the Kinesis records that an invocation of a consumer received. */
export function readDelivered({ payload }: Pick<InvocationEvent, 'payload'>): readonly DeliveredRecord[] {
  const { Records } = JSON.parse(payload) as { Records: readonly { eventID: string }[] };
  return Records.map(({ eventID }) => {
    const [shardId = '', sequenceNumber = ''] = eventID.split(':');
    return { shardId, sequenceNumber };
  });
}
