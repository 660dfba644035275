import { S3Error } from '../../errors.js';
import { withoutControls } from './header-value.js';

/** What a policy of a form is checked against. */
export interface PostedForm {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly bucketName: string;
  /** With `${filename}` replaced. */
  readonly key: string;
  readonly nowMillis: number;
}

/** Sizes of the file that a policy allows, in bytes. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Fields that need no condition: those of the signature, the file, those with the prefix `x-ignore-`, and checksums (ceph/s3-tests,
 * test_post_object_upload_checksum).
 */
const unconditionalField =
  /^(?:policy|file|x-amz-signature|signature|awsaccesskeyid|x-ignore-.*|x-amz-checksum-.*|x-amz-sdk-checksum-algorithm)$/;

/**
 * Checks the policy of a form, if it has one: that it is not expired, that its conditions hold, and that each field has a condition.
 * The signature must be there, and is not checked.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html (read 2026-11-29); ceph/s3-tests,
 * test_post_object_*.
 *
 * @returns the sizes that the policy allows, or undefined if it does not restrict them.
 * @throws {@link S3Error} `InvalidPolicyDocument`, `InvalidArgument` without a signature, or `AccessDenied`.
 */
export function checkPostPolicy(form: PostedForm): SizeRange | undefined {
  const encoded = form.fields.get('policy');
  if (encoded === undefined) return undefined;
  requireSignature(form.fields);
  const { expirationMillis, conditions } = parsePolicy(encoded);
  if (expirationMillis <= form.nowMillis) throw denied('Policy expired.');
  const conditional = new Set<string>();
  let range: SizeRange | undefined;
  for (const condition of conditions) {
    if ('range' in condition) range = condition.range;
    else {
      conditional.add(condition.field);
      checkCondition(condition, form);
    }
  }
  const extra = [...form.fields.keys()].filter(
    (name) => !conditional.has(name) && !unconditionalField.test(name),
  );
  if (extra.length > 0) throw denied(`Extra input fields: ${withoutControls(extra.join(', '))}`);
  return range;
}

/** @throws {@link S3Error} `EntityTooLarge` or `EntityTooSmall`. */
export function checkPostedSize(size: number, range: SizeRange | undefined): void {
  if (range === undefined) return;
  const details = { ProposedSize: String(size) };
  if (size > range.max) {
    const message = 'Your proposed upload exceeds the maximum allowed size';
    throw new S3Error('EntityTooLarge', 400, message, { ...details, MaxSizeAllowed: String(range.max) });
  }
  if (size < range.min) {
    const message = 'Your proposed upload is smaller than the minimum allowed size';
    throw new S3Error('EntityTooSmall', 400, message, { ...details, MinSizeAllowed: String(range.min) });
  }
}

function requireSignature(fields: PostedForm['fields']): void {
  const isVersion2 = fields.has('signature') || fields.has('awsaccesskeyid');
  const version4 = ['x-amz-credential', 'x-amz-algorithm', 'x-amz-date', 'x-amz-signature'];
  const missing = (isVersion2 ? ['awsaccesskeyid', 'signature'] : version4).find((name) => !fields.has(name));
  if (missing === undefined) return;
  const message = `Bucket POST must contain a field named '${missing}'. If it is specified, please check the order of the fields.`;
  throw new S3Error('InvalidArgument', 400, message, { ArgumentName: missing });
}

/** A condition on a field, or on the size of the file. */
type Condition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string }
  | { readonly range: SizeRange };

interface Policy {
  readonly expirationMillis: number;
  readonly conditions: readonly Condition[];
}

function parsePolicy(encoded: string): Policy {
  const document = parseJson(Buffer.from(encoded, 'base64').toString('utf8'));
  const { expiration, conditions } = document;
  if (typeof expiration !== 'string') throw invalidPolicy('Policy missing expiration.');
  const expirationMillis = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(expiration)
    ? Date.parse(expiration)
    : Number.NaN;
  if (Number.isNaN(expirationMillis)) throw invalidPolicy("Invalid 'expiration' value.");
  if (!Array.isArray(conditions)) throw invalidPolicy('Policy missing conditions.');
  return { expirationMillis, conditions: conditions.flatMap(parseCondition) };
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return { ...document };
  } catch {
    // Throws below.
  }
  throw invalidPolicy('Invalid JSON.');
}

function parseCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) return [parseListCondition(condition)];
  const entries = typeof condition === 'object' && condition !== null ? Object.entries(condition) : [];
  if (entries.length === 0)
    throw invalidPolicy('Invalid Simple-Condition: Simple-Conditions must have a field.');
  return entries.map(([name, value]) => ({ kind: 'eq', field: name.toLowerCase(), value: readValue(value) }));
}

function parseListCondition(condition: readonly unknown[]): Condition {
  const [operator, second, third] = condition;
  const kind = typeof operator === 'string' ? operator.toLowerCase() : '';
  if (condition.length !== 3) throw invalidPolicy('Invalid Condition: wrong number of arguments.');
  if (kind === 'content-length-range') return { range: { min: readSize(second), max: readSize(third) } };
  if (kind !== 'eq' && kind !== 'starts-with') throw invalidPolicy('Invalid Condition: unknown operation.');
  if (typeof second !== 'string' || !second.startsWith('$')) {
    throw invalidPolicy('Invalid Condition: the field must begin with $.');
  }
  return { kind, field: second.slice(1).toLowerCase(), value: readValue(third) };
}

function readValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalidPolicy('Invalid Condition: the value must be a string.');
}

function readSize(value: unknown): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidPolicy('Invalid content-length-range: the arguments must be whole numbers.');
}

function checkCondition(condition: Exclude<Condition, { range: SizeRange }>, form: PostedForm): void {
  const { kind, field, value } = condition;
  const actual = valueOf(field, form);
  if (actual !== undefined && (kind === 'eq' ? actual === value : actual.startsWith(value))) return;
  const shown = withoutControls(JSON.stringify([kind, `$${field}`, value]));
  throw denied(`Policy Condition failed: ${shown}`);
}

function valueOf(field: string, { fields, bucketName, key }: PostedForm): string | undefined {
  if (field === 'bucket') return bucketName;
  return field === 'key' ? key : fields.get(field);
}

const denied = (reason: string) => new S3Error('AccessDenied', 403, `Invalid according to Policy: ${reason}`);

const invalidPolicy = (reason: string) =>
  new S3Error('InvalidPolicyDocument', 400, `Invalid Policy: ${reason}`);
