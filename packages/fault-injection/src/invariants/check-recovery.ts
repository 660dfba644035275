import { type ByteRange, mergeRanges, subtractRanges } from '@headwaters/pipeline-contract';
import { type BlockSource, blockRange, sourceDigest } from '@headwaters/record-codec';
import type { ConsumerEvidence, Evidence } from '../evidence/evidence.js';
import { type RecoveryDelivery, recoveredBy } from '../evidence/recovery-evidence.js';
import { checkRecoveredFailures } from './check-recovered-failures.js';
import { checkRedriveOrder } from './check-redrive-order.js';
import { filePieces, hasContent } from './upload-blocks.js';

/**
 * I7: recovery commands repair what they can, lose nothing, and end.
 *
 * - A failure is deleted only after its records were accepted, or its upload was published. After the planted causes are repaired, no
 *   failure stays that could be redriven, and a command says so exactly if that is true.
 * - Redriven Kinesis records of a partition key are accepted in order, and none before an older failure of its key.
 * - What is delivered again has the bytes of the upload. A delivery quarantines nothing, and has no receipt for what follows a failure.
 * - A command ends with an error only because of a fault, its own end, or another run.
 *
 * @returns One message per violation.
 */
export function checkRecovery(evidence: Evidence): string[] {
  const { runs, deliveries, storedByDeliveries } = evidence.recovery;
  return [
    ...runs.flatMap(({ command, course, unexplainedError }) =>
      unexplainedError === undefined ? [] : [`${command} (${course}) ended with ${unexplainedError}`],
    ),
    ...storedByDeliveries.map((object) => `a recovery delivery stored ${object}`),
    ...deliveries.flatMap((delivery) => checkReceipts(delivery, evidence)),
    ...evidence.consumers.flatMap((consumer) => [
      ...checkContent(consumer, evidence),
      ...checkRedriveOrder(consumer, evidence),
    ]),
    ...checkRecoveredFailures(evidence),
  ];
}

function checkContent({ functionName }: ConsumerEvidence, { uploads, recovery }: Evidence): string[] {
  const recovered = recoveredBy(recovery, functionName);
  return uploads.flatMap(({ file, ...upload }) =>
    filePieces(recovered, { file, ...upload })
      .filter((piece) => !hasContent(piece, file.content))
      .map(({ offset }) => `${functionName} recovered changed bytes of ${file.name} at offset ${offset}`),
  );
}

/** An invocation that reports a failure has no receipt for what was not acknowledged. One that ended without an answer may have any. */
function checkReceipts(
  { functionName, requestId, kind, records, acknowledged, hasAnswered }: RecoveryDelivery,
  { receipts }: Evidence,
): string[] {
  if (!hasAnswered) return [];
  const covered = new Map<string, ByteRange[]>();
  for (const { carried } of records.slice(0, acknowledged)) {
    if (carried === undefined) continue;
    covered.set(carried.sourceDigest, [...(covered.get(carried.sourceDigest) ?? []), blockRange(carried)]);
  }
  return (receipts.get(requestId) ?? []).flatMap(({ source, offset, endOffset = offset, ranges }) => {
    const claimed = (ranges ?? [[offset, endOffset]]).map(([start, end]) => ({ start, end }));
    const delivered = mergeRanges(covered.get(sourceDigest(source as BlockSource)) ?? []);
    return subtractRanges(claimed, delivered).map(
      ({ start, end }) =>
        `${functionName} wrote a receipt for bytes ${start}-${end} of ${source.key}, which a ${kind} did not get accepted`,
    );
  });
}
