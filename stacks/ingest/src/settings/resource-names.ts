import { accountIdCharacters, maxBucketNameCharacters, maxRoleNameCharacters } from '../limits.js';

/** The settings that names are made from. */
export interface NameSettings {
  readonly namePrefix: string;
  readonly environment: string;
  readonly region: string;
}

/** The buckets of a pipeline, by what they contain. */
export const bucketPurposes = ['source', 'archive', 'failures', 'ledger', 'parquet', 'delivery'] as const;
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

/** The name of a consumer's delivery stream. It leaves room for the region in the name of its role. */
export function deliveryStreamNameOf(settings: NameSettings, consumerName: string): string {
  return resourceNameOf(settings, `${consumerName}-delivery`);
}

/** The log group of a delivery stream. */
export const deliveryLogGroupOf = (deliveryStream: string) => `/aws/kinesisfirehose/${deliveryStream}`;

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
 *
 * @param names.consumers - Names of the consumers with a function.
 * @param names.deliveries - Names of the consumers with a delivery stream of the stack.
 */
export function overlongNames(
  settings: NameSettings,
  {
    consumers,
    deliveries,
  }: { readonly consumers: readonly string[]; readonly deliveries: readonly string[] },
): OverlongName[] {
  const accountId = '0'.repeat(accountIdCharacters);
  const buckets = bucketPurposes.map((purpose) => ({
    resource: `the ${purpose} bucket`,
    characters: bucketNameOf(settings, purpose, accountId).length,
    maxCharacters: maxBucketNameCharacters,
  }));
  const roles = consumers.map((name) => ({
    resource: `the role of consumer ${name}`,
    characters: roleNameOf(resourceNameOf(settings, consumerPart(name)), settings.region).length,
    maxCharacters: maxRoleNameCharacters,
  }));
  const deliveryRoles = deliveries.map((name) => ({
    resource: `the role of the delivery stream of ${name}`,
    characters: roleNameOf(deliveryStreamNameOf(settings, name), settings.region).length,
    maxCharacters: maxRoleNameCharacters,
  }));
  return [...buckets, ...roles, ...deliveryRoles].filter(
    ({ characters, maxCharacters }) => characters > maxCharacters,
  );
}
