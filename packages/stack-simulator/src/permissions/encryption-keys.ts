import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from '../blueprint/stack-reader.js';
import { readKnown, readPolicies, type Policy } from './role-policies.js';

/** A customer managed key that encrypts a resource. */
export interface EncryptionKey {
  /** `unknown` if the stack names the key by an expression. */
  readonly arn: string;
  /** Policies of the key. Empty if the stack declares the key without one: AWS then gives it the default policy. */
  readonly policies: readonly Policy[];
  readonly grants: readonly KeyGrant[];
}

interface KeyGrant {
  /** ARN of a role; `unknown` if the stack does not show it. */
  readonly principal: string;
  /** Such as `Decrypt`. */
  readonly operations: readonly string[] | 'unknown';
}

/** Where each type of resource names its key. */
const keyAttributes = [
  { type: 'aws_kinesis_stream', key: 'kms_key_id' },
  { type: 'aws_sqs_queue', key: 'kms_master_key_id' },
  { type: 'aws_sns_topic', key: 'kms_master_key_id' },
] as const;

/** The customer managed keys that encrypt the resources of a stack. Everybody in the account may use the keys that AWS manages. */
export class EncryptionKeys {
  readonly #stack: StackReader;
  readonly #keyNames = new Map<string, string>();

  constructor(stack: StackReader) {
    this.#stack = stack;
    for (const { type, key } of keyAttributes) {
      for (const resource of stack.resources(type))
        this.#add(stack.string(resource.address, 'arn'), resource, key);
    }
    this.#addBuckets();
  }

  /** The key of the resource with this ARN; `undefined` if it has none of its own. Of an object: the key of its bucket. */
  of(arn: string): EncryptionKey | undefined {
    const [, bucketArn = arn] = /^(arn:[^:]+:s3:::[^/]+)/.exec(arn) ?? [];
    const name = this.#keyNames.get(bucketArn);
    return name === undefined || /(^|:)alias\/aws\//.test(name) ? undefined : this.#find(name);
  }

  #add(arn: string, resource: Attributes | undefined, attribute: string): void {
    const name = resource && readKnown(() => resource.optionalString(attribute));
    if (name !== undefined) this.#keyNames.set(arn, name);
  }

  #addBuckets(): void {
    const bucketArns = new Map(
      this.#stack
        .resources('aws_s3_bucket')
        .map(({ address }) => [this.#stack.string(address, 'id'), this.#stack.string(address, 'arn')]),
    );
    for (const declared of this.#stack.resources('aws_s3_bucket_server_side_encryption_configuration')) {
      const arn = bucketArns.get(readKnown(() => declared.optionalString('bucket')) ?? '');
      const byDefault = declared.block('rule')?.block('apply_server_side_encryption_by_default');
      if (arn !== undefined) this.#add(arn, byDefault, 'kms_master_key_id');
    }
  }

  /** Finds a key by its ARN or id, or by the name or ARN of an alias. */
  #find(name: string): EncryptionKey {
    const alias = this.#stack
      .resources('aws_kms_alias')
      .find(({ address }) => this.#identifies(address, ['name', 'arn'], name));
    const target = (alias && readKnown(() => alias.optionalString('target_key_id'))) ?? name;
    const key = this.#stack
      .resources('aws_kms_key')
      .find(({ address }) => this.#identifies(address, ['key_id', 'arn'], target));
    if (key === undefined) return { arn: target, policies: ['unknown'], grants: [] };
    const arn = this.#stack.string(key.address, 'arn');
    return { arn, policies: this.#policiesOf(key), grants: this.#grantsOf(key) };
  }

  #policiesOf(key: Attributes): readonly Policy[] {
    const separate = this.#stack.resources('aws_kms_key_policy').filter(this.#isFor(key));
    return readPolicies([key, ...separate]);
  }

  #grantsOf(key: Attributes): readonly KeyGrant[] {
    return this.#stack
      .resources('aws_kms_grant')
      .filter(this.#isFor(key))
      .map((grant) => ({
        principal: readKnown(() => grant.string('grantee_principal')),
        operations: readKnown(() => grant.strings('operations')),
      }));
  }

  #isFor(key: Attributes): (declared: Attributes) => boolean {
    return (declared) =>
      this.#identifies(
        key.address,
        ['key_id', 'arn'],
        readKnown(() => declared.optionalString('key_id')) ?? '',
      );
  }

  #identifies(address: string, attributes: readonly string[], value: string): boolean {
    return attributes.some((attribute) => this.#stack.string(address, attribute) === value);
  }
}
