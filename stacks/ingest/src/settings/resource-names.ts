import type { IngestSettings } from './ingest-settings.js';

type Naming = Pick<IngestSettings, 'namePrefix' | 'environment' | 'region' | 'consumers'>;

/** The buckets that the stack makes, by what they hold. */
export const bucketPurposes = ['source', 'archive', 'failures', 'ledger'] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

const accountIdCharacters = 12;

/** What stands for a consumer in names and construct ids; never equal to another part, whatever its name. */
export const consumerPart = (consumerName: string) => `consumer-${consumerName}`;

/** The name of the pipeline as a whole: what all its names begin with. */
export function pipelineNameOf({ namePrefix, environment }: Naming): string {
  return `${namePrefix}-ingest-${environment}`;
}

/** The name of anything that must be unique within an account and region. */
export function resourceNameOf(naming: Naming, part: string): string {
  return `${pipelineNameOf(naming)}-${part}`;
}

/** The CloudWatch namespace of what the functions print, so that environments do not mix. */
export function metricsNamespaceOf(naming: Naming): string {
  return pipelineNameOf(naming);
}

/** The name of a bucket. The account and region are in it because bucket names are shared by all of AWS. */
export function bucketNameOf(naming: Naming, purpose: BucketPurpose, accountId: string): string {
  return `${resourceNameOf(naming, purpose)}-${accountId}-${naming.region}`;
}

/**
 * The lengths of the longest names that these settings lead to, with the limits of AWS in characters.
 * Sources: S3 user guide, bucket naming rules; Lambda API reference, CreateFunction; both read on 2026-11-23.
 */
export function longestNames(naming: Naming): { what: string; characters: number; limit: number }[] {
  const account = '0'.repeat(accountIdCharacters);
  return [
    ...bucketPurposes.map((purpose) => ({
      what: `the ${purpose} bucket`,
      characters: bucketNameOf(naming, purpose, account).length,
      limit: 63,
    })),
    ...naming.consumers.map(({ name }) => ({
      what: `consumer ${name}'s function`,
      characters: resourceNameOf(naming, consumerPart(name)).length,
      limit: 64,
    })),
  ];
}
