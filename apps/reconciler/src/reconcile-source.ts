import type { Logger } from '@aws-lambda-powertools/logger';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { reconciliationReportsPrefix } from '@headwaters/pipeline-contract';
import {
  type ReconciliationReport,
  type RecoveryClock,
  type RecoveryPipeline,
  type RecoveryReport,
  reconcile,
} from '@headwaters/recovery';
import type { ReconcilerEnvironment } from './environment.js';

/** Findings of a run that are logged and stored. The counts of the report have all. */
const maxFindings = 1_000;

/** Time of an invocation that is left for the report, and for the page of versions that is being compared, in milliseconds. */
const marginMillis = 60_000;

const millisPerDay = 86_400_000;

type Finding = Omit<Extract<RecoveryReport, { type: 'finding' }>, 'type'>;

/** A report as the ledger bucket has it. */
export interface StoredReport extends ReconciliationReport {
  /** The first ones. */
  readonly findings: readonly Finding[];
  /** Number of findings that `findings` leaves out. */
  readonly findingsOmitted: number;
}

export interface ReconcilePorts {
  readonly s3: S3Client;
  readonly clock: RecoveryClock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Compares the uploads of the last days with the ledger, logs what it finds, and stores the report in the ledger bucket under
 * `reports/reconcile/<time in ISO 8601>.json`. Ends with a partial report a minute before the invocation ends.
 */
export async function reconcileSource(
  environment: ReconcilerEnvironment,
  remainingMillis: number,
  { s3, clock, logger }: ReconcilePorts,
): Promise<StoredReport> {
  const startMillis = clock.now();
  const findings: Finding[] = [];
  let findingsOmitted = 0;
  const report = await reconcile(
    { s3, clock, pipeline: pipelineOf(environment) },
    { since: new Date(startMillis - environment.SINCE_DAYS * millisPerDay) },
    {
      stopAtMillis: startMillis + remainingMillis - marginMillis,
      report: (event) => {
        if (event.type !== 'finding') return;
        const { subject, code, message } = event;
        if (findings.length === maxFindings) {
          findingsOmitted += 1;
          return;
        }
        findings.push({ subject, code, message });
        logger.warn('Upload not complete', { object: subject, code });
      },
    },
  );
  const stored: StoredReport = { ...report, findings, findingsOmitted };
  const key = `${reconciliationReportsPrefix}${report.finishedAt}.json`;
  await s3.send(
    new PutObjectCommand({
      Bucket: environment.LEDGER_BUCKET,
      Key: key,
      Body: JSON.stringify(stored),
      ContentType: 'application/json',
    }),
  );
  const { isPartial, counts } = report;
  if (isPartial) logger.warn('Out of time: the report is partial', { key, lastKey: report.lastKey });
  logger.info('Uploads compared with the ledger', { key, isPartial, counts, findingsOmitted });
  return stored;
}

function pipelineOf(environment: ReconcilerEnvironment): RecoveryPipeline {
  return {
    sourceBucket: environment.SOURCE_BUCKET,
    ledgerBucket: environment.LEDGER_BUCKET,
    failuresBucket: environment.FAILURES_BUCKET,
    producer: { functionName: environment.PRODUCER_FUNCTION, qualifier: undefined },
    consumers: environment.CONSUMERS.map((consumer) => ({
      name: consumer.name,
      functionName: consumer.functionName,
      qualifier: undefined,
      mappingIds: [],
    })),
    uploadFilters: environment.UPLOAD_FILTERS,
    receiptDays: environment.RECEIPT_DAYS,
    canaryPrefix: environment.CANARY_PREFIX,
    // A comparison reads neither the archive nor the stream.
    archiveBucket: undefined,
    archiveConsumer: undefined,
    streamName: '',
    streamArn: '',
    retentionHours: undefined,
  };
}
