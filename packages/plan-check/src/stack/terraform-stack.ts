import { answerOf, type Answer } from '@headwaters/aws-rules';
import {
  isUnknownValue,
  referencesOfValue,
  stringOf,
  withoutIndexes,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { isArnOf } from './arn.js';

/** The resources of a stack, which are found by type, by address and by reference. */
export class TerraformStack {
  constructor(
    readonly resources: readonly TerraformResource[],
    /** Addresses of called modules whose resources are unknown, such as `module.consumer`. */
    readonly unreadModules: readonly string[] = [],
  ) {}

  /** The resources of a type. Data sources, and resources that the plan deletes, are excluded. */
  resourcesOfType(type: string): TerraformResource[] {
    return this.resources.filter(
      (resource) => resource.type === type && !isDataSource(resource) && !isDeleted(resource),
    );
  }

  /** The resource or data source at an address, or its only instance. */
  findByAddress(address: string): TerraformResource | undefined {
    return selectInstance(this.resources, address);
  }

  /** The resource that a value surely refers to; see {@link refersTo}. */
  findReferenced(type: string, value: string | undefined): TerraformResource | undefined {
    const found = this.lookUp(type, value);
    return found === 'unknown' ? undefined : found;
  }

  /**
   * The resource that a value refers to.
   *
   * @returns `undefined` if it is surely none of this stack; `unknown` if the value, or the name of a resource, is an expression
   * that is not resolved.
   */
  lookUp(type: string, value: string | undefined): TerraformResource | 'unknown' | undefined {
    if (value === undefined) return undefined;
    const candidates = this.resourcesOfType(type);
    const same = candidates.find((candidate) => isIdentifier(value, candidate));
    if (same !== undefined) return same;
    if (!isUnknownValue(value)) return this.#findByArn(candidates, value);
    const [reference, ...others] = referencesOfValue(value);
    if (reference !== undefined && others.length === 0) {
      const instance = selectInstance(candidates, reference);
      if (instance !== undefined) return instance;
    }
    return this.#mayBeOneOf(candidates, value) ? 'unknown' : undefined;
  }

  /** Whether an attribute of a resource, such as `bucket`, names another resource. */
  names({ attributes }: TerraformResource, attribute: string, target: TerraformResource): Answer {
    const found = this.lookUp(target.type, stringOf(attributes, attribute));
    return found === 'unknown' ? found : answerOf(found === target);
  }

  #findByArn(
    candidates: readonly TerraformResource[],
    value: string,
  ): TerraformResource | 'unknown' | undefined {
    const isKnown = value.startsWith('arn:');
    const answers = candidates.map((candidate) =>
      isKnown ? isArnOf(this, value, candidate) : hasUnknownIdentifier(candidate) ? 'unknown' : 'no',
    );
    return candidates[answers.indexOf('yes')] ?? (answers.includes('unknown') ? 'unknown' : undefined);
  }

  #mayBeOneOf(candidates: readonly TerraformResource[], value: string): boolean {
    if (candidates.length === 0) return false;
    const references = referencesOfValue(value);
    // Text around an expression, or a function.
    if (references.length === 0) return true;
    return references.some(
      (reference) =>
        !isOtherResource(reference) || candidates.some(({ address }) => isInstanceOf(reference, address)),
    );
  }
}

/** Attributes by which one resource names another. */
const identifiers = ['arn', 'id', 'name', 'invoke_arn', 'url'];
/** Attributes that are the name of one type of resource, and a reference to it in others. */
const identifiersByType: Readonly<Record<string, string>> = {
  aws_lambda_function: 'function_name',
  aws_s3_bucket: 'bucket',
  aws_kms_key: 'key_id',
};

function isIdentifier(value: string, { type, attributes }: TerraformResource): boolean {
  return [...identifiers, identifiersByType[type] ?? 'arn'].some(
    (name) => stringOf(attributes, name) === value,
  );
}

/** Whether a name is an expression that a literal may be equal to. */
function hasUnknownIdentifier({ attributes }: TerraformResource): boolean {
  return ['bucket', 'name', 'function_name'].some((name) => isUnknownValue(attributes[name]));
}

/** Whether a reference names a resource by its own identifier, which no other resource has. */
function isOtherResource(reference: string): boolean {
  return /(^|\.)aws_\w+\.[\w-]+(\[[^\]]*\])?(\.(arn|id|name|function_name|bucket|url|key_id|stream_arn|invoke_arn|qualified_arn))?$/.test(
    reference,
  );
}

/** The resource at an address, or the only one of its instances. */
function selectInstance(
  resources: readonly TerraformResource[],
  reference: string,
): TerraformResource | undefined {
  const instances = resources.filter(({ address }) => isInstanceOf(reference, address));
  const exact = instances.find(({ address }) => reference === address || reference.startsWith(`${address}.`));
  return exact ?? (instances.length === 1 ? instances[0] : undefined);
}

/** Whether a reference is to a resource, or may be to this one of its instances. */
function isInstanceOf(reference: string, address: string): boolean {
  const [plain, target] = [withoutIndexes(reference), withoutIndexes(address)];
  if (plain !== target && !plain.startsWith(`${target}.`)) return false;
  const steps = stepsOf(reference);
  return stepsOf(address).every(({ key }, index) => {
    const other = steps[index]?.key;
    return key === undefined || other === undefined || key === other;
  });
}

/** The names in an address, each with its literal index. An index that is computed counts as none. */
function stepsOf(address: string): { readonly key: string | undefined }[] {
  return [...address.matchAll(/[\w-]+(\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?/g)].map(([, key]) => ({
    key: key !== undefined && /^\[(\d+|".*")\]$/s.test(key) ? key : undefined,
  }));
}

/**
 * Whether a value identifies a resource: by reference (`${aws_s3_bucket.source.arn}`), or by its name, id or ARN. A reference
 * without an index to a counted resource matches all of its instances.
 */
export function refersTo(value: string, resource: TerraformResource): boolean {
  if (isIdentifier(value, resource)) return true;
  const [reference, ...others] = referencesOfValue(value);
  return reference !== undefined && others.length === 0 && isInstanceOf(reference, resource.address);
}

function isDataSource({ address }: TerraformResource): boolean {
  return /(^|\.)data\./.test(address);
}

function isDeleted({ change }: TerraformResource): boolean {
  return change?.actions.join() === 'delete';
}
