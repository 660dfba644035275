import { parseRecoveryAnswer, recoveryKindOf } from '@headwaters/pipeline-contract';
import type { InvocationEvent, KinesisEventRecord } from '@headwaters/stack-simulator';

/**
 * Returns the Kinesis records that a function accepted in an invocation by a redrive, of the console or of another program. Empty for any
 * other invocation.
 */
export function redrivenRecords({
  trigger,
  payload,
  outcome,
}: Pick<InvocationEvent, 'trigger' | 'payload' | 'outcome'>): readonly KinesisEventRecord[] {
  if (trigger !== 'api' || outcome.kind !== 'succeeded') return [];
  const event = JSON.parse(payload) as { readonly Records?: readonly KinesisEventRecord[] };
  if (recoveryKindOf(event) !== 'redrive') return [];
  const { Records: records = [] } = event;
  const answer = parseRecoveryAnswer(JSON.parse(outcome.payload));
  if (answer === undefined) return [];
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ kinesis }) => failed.has(kinesis.sequenceNumber));
  return first === -1 ? records : records.slice(0, first);
}
