import { randomUUID } from 'node:crypto';
import { S3Error } from '../../errors.js';
import { malformedXml, renderXml, type XmlElement } from './xml.js';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html (read 2026-11-29). */
const maxRules = 1_000;

/** Longest id of a rule, in characters. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html (read 2026-11-29). */
const maxIdLength = 255;

/** What a rule can do. Each rule must have one of these. */
const actions = [
  'Expiration',
  'Transition',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
  'AbortIncompleteMultipartUpload',
];

/**
 * Validates a lifecycle configuration, whose rules have no effect here.
 *
 * Source of codes and messages: LocalStack's recording test_put_bucket_lifecycle_conf_exc; ceph/s3-tests, test_lifecycle_*.
 *
 * @returns the document to store: each rule with an id.
 * @throws {@link S3Error} `MalformedXML`, `InvalidArgument` or `InvalidRequest`.
 */
export function normalizeLifecycle(root: XmlElement): string {
  const rules = root.elements('Rule');
  if (rules.length === 0 || rules.length > maxRules) throw malformedXml();
  for (const rule of rules) checkRule(rule);
  const ids = rules.flatMap((rule) => rule.filledText('ID') ?? []);
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) {
    throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', repeated);
  }
  return renderXml('LifecycleConfiguration', {
    Rule: rules.map((rule) => ({ ...rule.content(), ID: rule.filledText('ID') ?? randomUUID() })),
  });
}

function checkRule(rule: XmlElement): void {
  const id = rule.text('ID') ?? '';
  if (id.length > maxIdLength) {
    throw invalidArgument(`ID length should not exceed allowed limit of ${maxIdLength}`, 'ID', id);
  }
  const status = rule.text('Status');
  if (status !== 'Enabled' && status !== 'Disabled') throw malformedXml();
  const filters = rule.elements('Filter');
  // A rule of the old form has a prefix in place of the filter.
  if (filters.length + rule.elements('Prefix').length !== 1) throw malformedXml();
  for (const filter of filters) checkFilter(filter);
  if (!actions.some((action) => rule.elements(action).length > 0)) {
    throw new S3Error('InvalidRequest', 400, 'At least one action needs to be specified in a rule');
  }
  for (const expiration of rule.elements('Expiration')) checkExpiration(expiration);
  for (const transition of rule.elements('Transition')) checkDate(transition);
  for (const expiration of rule.elements('NoncurrentVersionExpiration')) {
    const given = ['NoncurrentDays', 'NewerNoncurrentVersions'].flatMap((name) => expiration.elements(name));
    if (given.length === 0) throw malformedXml();
    checkDays(expiration, 'NoncurrentDays');
  }
}

function checkFilter(filter: XmlElement): void {
  const names = ['And', 'Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];
  if (names.flatMap((name) => filter.elements(name)).length > 1) throw malformedXml();
  const keys = filter.elements('And').flatMap((and) => and.elements('Tag').map((tag) => tag.text('Key')));
  if (new Set(keys).size === keys.length) return;
  throw new S3Error('InvalidRequest', 400, 'Duplicate Tag Keys are not allowed.');
}

function checkExpiration(expiration: XmlElement): void {
  const given = ['Days', 'Date', 'ExpiredObjectDeleteMarker'].filter(
    (name) => expiration.text(name) !== undefined,
  );
  if (given.length !== 1) throw malformedXml();
  checkDays(expiration, 'Days');
  checkDate(expiration);
}

function checkDate(action: XmlElement): void {
  const date = action.text('Date');
  if (date === undefined) return;
  if (!/^\d{4}-\d\d-\d\d(?:T.*)?$/.test(date) || Number.isNaN(Date.parse(date))) throw malformedXml();
  if (Date.parse(date) % 86_400_000 !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT", 'Date', date);
  }
}

function checkDays(action: XmlElement, name: 'Days' | 'NoncurrentDays'): void {
  const days = action.text(name);
  if (days === undefined || /^[1-9]\d{0,8}$/.test(days)) return;
  if (!/^-?\d{1,9}$/.test(days)) throw malformedXml();
  throw invalidArgument(`'${name}' for Expiration action must be a positive integer`, name, days);
}

const invalidArgument = (message: string, ArgumentName: string, ArgumentValue: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName, ArgumentValue });
