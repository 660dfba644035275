import { accountIdCharacters, maxBucketNameCharacters, maxRoleNameCharacters } from '../limits.js';

/** The settings that names are made from. */
export interface NameSettings {
  readonly namePrefix: string;
  readonly environment: string;
  readonly region: string;
}

/** The buckets of a pipeline, by what they contain. */
export const bucketPurposes = ['source', 'archive', 'failures', 'ledger'] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** The part of names and construct ids for a consumer. The prefix keeps it distinct from the other parts. */
export const consumerPart = (consumerName: string) => `consumer-${consumerName}`;

/** The name of the pipeline, and the prefix of all its resource names. */
export function pipelineNameOf({ namePrefix, environment }: NameSettings): string {
  return `${namePrefix}-ingest-${environment}`;
}

/** The name of a resource that is unique within its account and region. */
export function resourceNameOf(settings: NameSettings, part: string): string {
  return `${pipelineNameOf(settings)}-${part}`;
}

/** The name of a function's role. It contains the region because role names are unique per account, not per region. */
export function roleNameOf(functionName: string, region: string): string {
  return `${functionName}-${region}`;
}

/** The CloudWatch namespace of the functions' own metrics, one per environment. */
export function metricsNamespaceOf(settings: NameSettings): string {
  return pipelineNameOf(settings);
}

/** The name of a bucket. It contains the account and region because bucket names are global. */
export function bucketNameOf(settings: NameSettings, purpose: BucketPurpose, accountId: string): string {
  return `${resourceNameOf(settings, purpose)}-${accountId}-${settings.region}`;
}

/** A name that AWS would reject, in characters. */
export interface OverlongName {
  readonly resource: string;
  readonly characters: number;
  readonly maxCharacters: number;
}

/**
 * The bucket and role names of these settings that are longer than AWS allows. A role's name contains that of its
 * function; the producer's is shorter than the limit of the buckets allows.
 */
export function overlongNames(settings: NameSettings, consumerNames: readonly string[]): OverlongName[] {
  const accountId = '0'.repeat(accountIdCharacters);
  const buckets = bucketPurposes.map((purpose) => ({
    resource: `the ${purpose} bucket`,
    characters: bucketNameOf(settings, purpose, accountId).length,
    maxCharacters: maxBucketNameCharacters,
  }));
  const roles = consumerNames.map((name) => ({
    resource: `the role of consumer ${name}`,
    characters: roleNameOf(resourceNameOf(settings, consumerPart(name)), settings.region).length,
    maxCharacters: maxRoleNameCharacters,
  }));
  return [...buckets, ...roles].filter(({ characters, maxCharacters }) => characters > maxCharacters);
}
