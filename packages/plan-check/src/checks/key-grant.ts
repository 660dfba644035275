import { allOf, anyOf, negate, type Answer } from '@headwaters/aws-rules';
import {
  blocksOf,
  isUnknownValue,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { findKey, isCustomerManagedKey, keyPolicies, mayUseKey } from '../policy/key-access.js';
import { allows, statementsOf } from '../policy/policy-statement.js';
import {
  namesResource,
  objectKeyPattern,
  readRoleStatements,
  unknownPolicies,
} from '../policy/role-permissions.js';
import { findMappedFunction, findStream, listStreamMappings } from '../stack/event-sources.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { isNotChecked, type Check, type Outcome } from './check.js';

export const keyGrant: Check = {
  id: 'key-grant',
  severity: 'error',
  why: 'Without a grant on the key, every read or write is denied, although all other permissions are right.',
  fix: 'Allow the action on the key in a policy of the role.',
  find: (stack) =>
    withoutRepetition([
      ...readersWithoutGrant(stack),
      ...writersWithoutGrant(stack),
      ...bucketUsersWithoutGrant(stack),
      ...logGroupsWithoutGrant(stack),
    ]),
};

/** What is unknown about a function is reported once. */
function withoutRepetition(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(
    (outcome, index) =>
      !isNotChecked(outcome) ||
      outcomes.findIndex((other) => isNotChecked(other) && other.address === outcome.address) === index,
  );
}

/** A stream or bucket with its key. */
interface EncryptedResource {
  readonly resource: TerraformResource;
  /** ARN, id, alias or reference. */
  readonly key: string | undefined;
}

/** `action` on the key, such as `kms:Decrypt`. */
interface KeyUse {
  readonly action: string;
  readonly on: EncryptedResource;
  /** Whether the function uses the resource at all. */
  readonly isNeeded: Answer;
}

function checkGrant(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, on: { resource, key }, isNeeded }: KeyUse,
): Outcome[] {
  if (isNeeded === 'no' || !isCustomerManagedKey(key)) return [];
  const isMissing = allOf([isNeeded, negate(mayUseKey(stack, lambda, { action, key }))]);
  const { address } = lambda;
  if (isMissing === 'no') return [];
  if (isMissing === 'unknown') {
    const isOwn = findKey(stack, key) !== undefined;
    return [{ address, notChecked: isOwn ? unknownPolicies : 'the policy of the key is not in this stack' }];
  }
  return [{ address, what: `Its role does not allow ${action} on the key of ${resource.address}.` }];
}

function toEncryptedStream(resource: TerraformResource): EncryptedResource {
  return { resource, key: stringOf(resource.attributes, 'kms_key_id') };
}

function readersWithoutGrant(stack: TerraformStack): Outcome[] {
  return listStreamMappings(stack).flatMap((mapping) => {
    const stream = findStream(stack, mapping);
    const lambda = findMappedFunction(stack, mapping);
    return stream && lambda
      ? checkGrant(stack, lambda, {
          action: 'kms:Decrypt',
          on: toEncryptedStream(stream),
          isNeeded: 'yes',
        })
      : [];
  });
}

function writersWithoutGrant(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_lambda_function').flatMap((lambda) => {
    const { statements } = readRoleStatements(stack, lambda);
    const written = statements
      .filter(
        (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
      )
      .flatMap(({ resources }) => resources);
    return stack.resourcesOfType('aws_kinesis_stream').flatMap((stream) =>
      checkGrant(stack, lambda, {
        action: 'kms:GenerateDataKey',
        on: toEncryptedStream(stream),
        isNeeded: anyOf(written.map((pattern) => namesResource(stack, pattern, stream))),
      }),
    );
  });
}

/** The action on the key that S3 needs for each action on an object. */
const keyActions = [
  ['s3:GetObject', 'kms:Decrypt'],
  ['s3:GetObjectVersion', 'kms:Decrypt'],
  ['s3:PutObject', 'kms:GenerateDataKey'],
] as const;

function bucketUsersWithoutGrant(stack: TerraformStack): Outcome[] {
  return listEncryptedBuckets(stack).flatMap((bucket) =>
    stack.resourcesOfType('aws_lambda_function').flatMap((lambda) => {
      const { statements } = readRoleStatements(stack, lambda);
      const needed = keyActions.filter(([action]) =>
        statements.some(
          (statement) =>
            allows(statement, action) &&
            statement.resources.some(
              (resource) => objectKeyPattern(stack, resource, bucket.resource) !== undefined,
            ),
        ),
      );
      const actions = new Set(needed.map(([, keyAction]) => keyAction));
      return [...actions].flatMap((action) =>
        checkGrant(stack, lambda, { action, on: bucket, isNeeded: 'yes' }),
      );
    }),
  );
}

function listEncryptedBuckets(stack: TerraformStack): EncryptedResource[] {
  return stack
    .resourcesOfType('aws_s3_bucket_server_side_encryption_configuration')
    .flatMap(({ attributes }) => {
      const resource = stack.findReferenced('aws_s3_bucket', stringOf(attributes, 'bucket'));
      const [rule] = blocksOf(attributes, 'rule');
      const [byDefault] = blocksOf(rule, 'apply_server_side_encryption_by_default');
      return resource ? [{ resource, key: stringOf(byDefault, 'kms_master_key_id') }] : [];
    });
}

/** CloudWatch Logs needs a grant in the key's own policy; a role does not help. */
function logGroupsWithoutGrant(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_cloudwatch_log_group').flatMap(({ address, attributes }): Outcome[] => {
    const id = stringOf(attributes, 'kms_key_id');
    const key = id === undefined ? undefined : findKey(stack, id);
    if (key === undefined) {
      return isUnknownValue(id)
        ? [{ address, notChecked: 'the policy of its key is not in this stack' }]
        : [];
    }
    const answer = allowsCloudWatchLogs(stack, key);
    if (answer === 'yes') return [];
    if (answer === 'unknown') return [{ address, notChecked: `the policy of ${key.address} is not known` }];
    return [
      {
        address,
        what: `The policy of ${key.address} does not allow CloudWatch Logs to use it: creating the log group fails.`,
        fix: 'Allow logs.REGION.amazonaws.com to encrypt and decrypt in the policy of the key.',
      },
    ];
  });
}

/**
 * Whether the policy of a key names CloudWatch Logs. Its conditions are not evaluated.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (read 2026-11-29).
 */
function allowsCloudWatchLogs(stack: TerraformStack, key: TerraformResource): Answer {
  const answers = keyPolicies(stack, key).map((policy): Answer => {
    if (policy === 'unknown') return 'unknown';
    return statementsOf(policy as JsonObject).some(
      ({ effect, principals }) => effect === 'Allow' && principals.some((name) => /^logs\.|^\*$/.test(name)),
    )
      ? 'yes'
      : 'no';
  });
  return anyOf(answers);
}
