import {
  allOf,
  anyOf,
  answerOf,
  evaluateAccess,
  explainDenial,
  type AccessQuestion,
  type Answer,
  type RequestContext,
} from '@headwaters/aws-rules';
import type { Attributes } from '@headwaters/terraform-reader';
import type { Blueprint, OpenBlueprint } from '../blueprint/blueprint.js';
import type { InvokingService } from '../blueprint/invoke-permissions.js';
import type { StackReader } from '../blueprint/stack-reader.js';
import type { UnsupportedFeature } from '../errors.js';
import { EncryptionKeys, type EncryptionKey } from './encryption-keys.js';
import { readKnown, readPolicy, readRolePolicies, type Policy, type RolePolicies } from './role-policies.js';

/** One action of a role on one resource. */
export interface Access {
  /** ARN of the role. */
  readonly role: string;
  /** Such as `kinesis:PutRecords`. */
  readonly action: string;
  /** ARN of a stream, bucket, object, queue, topic or function. */
  readonly resource: string;
  /** Condition keys of the action, in addition to those of every call. */
  readonly context?: RequestContext;
}

/** Types of resource policies: where each names its resource, how the ARN of the resource follows from it, and which types it can be of. */
const resourcePolicyTypes = [
  { type: 'aws_s3_bucket_policy', attribute: 'bucket', toArn: bucketArn, resourceTypes: ['aws_s3_bucket'] },
  {
    type: 'aws_kinesis_resource_policy',
    attribute: 'resource_arn',
    toArn: (arn: string) => arn,
    resourceTypes: ['aws_kinesis_stream', 'aws_kinesis_stream_consumer'],
  },
  { type: 'aws_sqs_queue_policy', attribute: 'queue_url', toArn: queueArn, resourceTypes: ['aws_sqs_queue'] },
  {
    type: 'aws_sns_topic_policy',
    attribute: 'arn',
    toArn: (arn: string) => arn,
    resourceTypes: ['aws_sns_topic'],
  },
];

/** Types of resources that can have a policy. */
const typesWithPolicy = resourcePolicyTypes.flatMap((each) => each.resourceTypes);

/** Decides what the roles of a stack may do, by the policies that the stack declares. */
export class AccessControl {
  readonly #account: Pick<Blueprint, 'partition' | 'region' | 'accountId'>;
  readonly #roles: ReadonlyMap<string, RolePolicies>;
  readonly #keys: EncryptionKeys;
  readonly #resourcePolicies: ReadonlyMap<string, readonly Policy[]>;
  /** ARNs of the resources that the stack declares and that can have policies. */
  readonly #declared: ReadonlySet<string>;

  /** Functions whose roles have policies that the stack does not show. What only those could deny is allowed. */
  readonly unknowns: readonly UnsupportedFeature[];

  constructor({ stack, blueprint }: OpenBlueprint) {
    this.#account = blueprint;
    this.#roles = readRolePolicies(stack);
    this.#keys = new EncryptionKeys(stack);
    this.#resourcePolicies = readResourcePolicies(stack, blueprint.partition);
    this.#declared = new Set(arnsOf(stack, typesWithPolicy));
    this.unknowns = blueprint.functions
      .filter(({ roleArn }) => !isKnown(this.#roles.get(roleArn)))
      .map(({ address }) => ({
        address,
        attribute: 'role',
        consequence: 'the stack does not show all policies of the role: what only they decide is allowed',
      }));
  }

  /** The role with an ARN; `undefined` if the stack does not declare it. */
  findRole(arn: string): RolePolicies | undefined {
    return this.#roles.get(arn);
  }

  /** Whether a role may perform an action. `unknown` if the stack does not declare all policies that decide it. */
  decide(access: Access): Answer {
    const question = this.#ask(access);
    return question === undefined ? 'unknown' : evaluateAccess(question);
  }

  /** Why a role may not perform an action: the end of the message of AWS. `undefined` if it may, or if that is not known. */
  explainDenial(access: Access): string | undefined {
    const question = this.#ask(access);
    if (question === undefined || evaluateAccess(question) !== 'no') return undefined;
    return explainDenial(question);
  }

  /**
   * Whether the policy of a queue or topic lets a service send for one of its resources. `unknown` if the stack does not declare the
   * queue or topic.
   *
   * Sources, read 2026-11-29: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html and
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html.
   */
  decideForService(
    { principal, sourceArn }: Pick<InvokingService, 'principal' | 'sourceArn'>,
    action: string,
    resource: string,
  ): Answer {
    if (!this.#declared.has(resource)) return 'unknown';
    return evaluateAccess({
      identityPolicies: [],
      resourcePolicies: this.#resourcePolicies.get(resource) ?? [],
      request: {
        action,
        resource,
        principal,
        context: {
          'aws:SourceArn': sourceArn,
          'aws:SourceAccount': this.#account.accountId,
          'aws:SecureTransport': true,
          'aws:PrincipalIsAWSService': true,
        },
      },
    });
  }

  /**
   * Whether a role may use the key of a resource. `yes` if the resource has no key of the account.
   *
   * @param operation - Such as `Decrypt`.
   */
  decideKey(use: Pick<Access, 'role' | 'resource'>, operation: string): Answer {
    const key = this.#keys.of(use.resource);
    if (key === undefined) return 'yes';
    const questions = this.#askOfKey(use, operation, key);
    if (questions.length === 0) return 'unknown';
    return anyOf([...grantsTo(key, use.role, operation), ...questions.map(evaluateAccess)]);
  }

  /** The key of a resource and why a role may not use it, as {@link explainDenial}. `undefined` if it may, or if that is not known. */
  explainKeyDenial(
    use: Pick<Access, 'role' | 'resource'>,
    operation: string,
  ): { readonly keyArn: string; readonly reason: string } | undefined {
    const key = this.#keys.of(use.resource);
    if (key === undefined || this.decideKey(use, operation) !== 'no') return undefined;
    const [reason = ''] = this.#askOfKey(use, operation, key).map(explainDenial);
    return { keyArn: key.arn, reason };
  }

  #ask({ role: roleArn, action, resource, context = {} }: Access): AccessQuestion | undefined {
    const role = this.#roles.get(roleArn);
    if (role === undefined) return undefined;
    return {
      identityPolicies: role.identityPolicies,
      boundaries: role.boundary === undefined ? [] : [role.boundary],
      resourcePolicies: this.#policiesOf(resource.replace(/^(arn:[^:]+:s3:::[^/]+)\/.*$/s, '$1')),
      request: { action, resource, principal: roleArn, context: { ...this.#contextOf(roleArn), ...context } },
    };
  }

  /** One question for each encryption context that may be meant; none if the stack does not declare the role. */
  #askOfKey(
    { role: roleArn, resource }: Pick<Access, 'role' | 'resource'>,
    operation: string,
    key: EncryptionKey,
  ): readonly AccessQuestion[] {
    const role = this.#roles.get(roleArn);
    if (role === undefined) return [];
    const service = resource.split(':')[2] ?? '';
    return encryptionContexts(resource).map((encrypted) => ({
      identityPolicies: role.identityPolicies,
      boundaries: role.boundary === undefined ? [] : [role.boundary],
      resourcePolicies: key.policies,
      request: {
        action: `kms:${operation}`,
        resource: key.arn,
        principal: roleArn,
        context: {
          ...this.#contextOf(roleArn),
          'kms:ViaService': `${service}.${this.#account.region}.amazonaws.com`,
          'kms:CallerAccount': this.#account.accountId,
          [`kms:EncryptionContext:aws:${service}:arn`]: encrypted,
        },
      },
    }));
  }

  /** The policies of a resource. Those of a resource outside of the stack are unknown. */
  #policiesOf(arn: string): readonly Policy[] {
    const isOutside = /^arn:[^:]+:(s3|kinesis|sqs|sns):/.test(arn) && !this.#declared.has(arn);
    return this.#resourcePolicies.get(arn) ?? (isOutside ? ['unknown'] : []);
  }

  /** The condition keys of every call of a function. Calls on AWS use TLS, as those of the SDK do. */
  #contextOf(roleArn: string): RequestContext {
    const { accountId, region } = this.#account;
    return {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': accountId,
      'aws:ResourceAccount': accountId,
      's3:ResourceAccount': accountId,
      'aws:RequestedRegion': region,
      'aws:SecureTransport': true,
      'aws:PrincipalIsAWSService': false,
      'aws:SourceArn': null,
      'aws:SourceAccount': null,
      'aws:username': null,
    };
  }
}

/** The policies by the ARN of their resource. If the stack does not show the resource, every resource of its types may have the policy: `unknown`. */
function readResourcePolicies(stack: StackReader, partition: string): ReadonlyMap<string, readonly Policy[]> {
  const policies = new Map<string, readonly Policy[]>();
  const add = (arn: string, policy: Policy | undefined): void => {
    if (policy !== undefined) policies.set(arn, [...(policies.get(arn) ?? []), policy]);
  };
  for (const { type, attribute, toArn, resourceTypes } of resourcePolicyTypes) {
    for (const declared of stack.resources(type)) {
      const resource = readKnown(() => declared.string(attribute));
      if (resource !== 'unknown') add(toArn(resource, partition), readPolicy(declared, 'policy'));
      else for (const arn of arnsOf(stack, resourceTypes)) add(arn, 'unknown');
    }
  }
  for (const { arn, declared } of receivers(stack)) add(arn, readPolicy(declared, 'policy'));
  return policies;
}

function arnsOf(stack: StackReader, types: readonly string[]): readonly string[] {
  return types.flatMap((type) => stack.resources(type)).map(({ address }) => stack.string(address, 'arn'));
}

/** The queues and topics of a stack. Each may have a policy of its own. */
function receivers(stack: StackReader): readonly { readonly arn: string; readonly declared: Attributes }[] {
  return ['aws_sqs_queue', 'aws_sns_topic'].flatMap((type) =>
    stack.resources(type).map((declared) => ({ arn: stack.string(declared.address, 'arn'), declared })),
  );
}

/** The encryption context of an object is its own ARN, or with a bucket key the ARN of its bucket. Either may be meant. */
function encryptionContexts(resource: string): readonly string[] {
  const [, bucket] = /^(arn:[^:]+:s3:::[^/]+)\/./s.exec(resource) ?? [];
  return bucket === undefined ? [resource] : [resource, bucket];
}

/** Whether each grant of a key gives an operation to a role. */
function grantsTo({ grants }: EncryptionKey, role: string, operation: string): readonly Answer[] {
  return grants.map(({ principal, operations }) =>
    allOf([
      principal === 'unknown' ? 'unknown' : answerOf(principal === role),
      operations === 'unknown' ? 'unknown' : answerOf(operations.includes(operation)),
    ]),
  );
}

function isKnown(role: RolePolicies | undefined): boolean {
  return role !== undefined && ![role.boundary, ...role.identityPolicies].includes('unknown');
}

function bucketArn(bucket: string, partition: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** The ARN of the queue with a URL `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
function queueArn(url: string, partition: string): string {
  const [, region = '', account = '', name = ''] =
    /^https:\/\/sqs\.([^.]+)\.[^/]+\/(\d+)\/(.+)$/.exec(url) ?? [];
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
}
