import {
  flag,
  parseStackSettings,
  patternString,
  regionName,
  resourceName,
  stringMap,
  wholeNumber,
} from '@headwaters/terraform-stack';
import * as v from 'valibot';

const repositoryAdvice = 'the GitHub repository that may deploy, as owner/name';

/** The value before the file is edited. It would trust whoever owns a repository of that name. */
const placeholder = 'OWNER/REPOSITORY';

const repository = v.pipe(
  patternString(repositoryAdvice, /^[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}\/[\w.-]{1,100}$/),
  v.check((name) => name !== placeholder, `set it to ${repositoryAdvice}`),
);

const numericId = (of: string) =>
  wholeNumber({
    unit: 'id',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: `the numeric id of the ${of}`,
  });

const bucketName = patternString('the name of a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);

/** An environment of the ingest stack. */
const environmentSettings = v.strictObject({
  /** Its `environment` setting, which is also the name of the GitHub environment that may deploy it. */
  name: resourceName(12),
  region: regionName,
  /** Buckets and streams that the environment uses but does not create. */
  existingBuckets: v.optional(v.array(bucketName), []),
  existingStreams: v.optional(
    v.array(patternString('the name of a stream in this account and region', /^[\w.-]{1,128}$/)),
    [],
  ),
});

const deliverySettings = v.strictObject({
  repository,
  /**
   * For a repository with immutable subject claims, the default for repositories created or renamed since 2026-07-15.
   * `gh api repos/OWNER/REPOSITORY --jq '.owner.id, .id'` prints both.
   */
  repositoryIds: v.optional(
    v.strictObject({ owner: numericId('owner'), repository: numericId('repository') }),
  ),
  region: regionName,
  /** The `namePrefix` setting of the environments. */
  namePrefix: v.optional(resourceName(24), 'headwaters'),
  tags: v.optional(stringMap('tags of every resource'), {}),
  /** The bucket that `npm run state:bootstrap` prints: the Terraform state of the environments, and of this stack. */
  stateBucket: bucketName,
  /** An account can have one provider per URL. */
  existingProvider: v.optional(
    flag("whether the account already has GitHub's OIDC provider, so that the stack must not create it"),
    false,
  ),
  environments: v.pipe(v.array(environmentSettings), v.minLength(1, 'add an environment')),
});

export type DeliverySettingsInput = v.InferInput<typeof deliverySettings>;
export type DeliverySettings = v.InferOutput<typeof deliverySettings>;
export type DeployedEnvironment = DeliverySettings['environments'][number];

/**
 * Validates the settings of the delivery stack.
 *
 * @throws {@link SettingsError} with every invalid setting, its value, and what to change.
 */
export function parseDeliverySettings(input: DeliverySettingsInput): DeliverySettings {
  return parseStackSettings(deliverySettings, input);
}
