import { randomUUID } from 'node:crypto';
import { findOverlaps, isEventKind, overlapMessage } from '@headwaters/aws-rules';
import { S3Error } from '../../errors.js';
import { withoutControls } from './header-value.js';
import { malformedXml, renderXml, type XmlContent, type XmlElement } from './xml.js';

/** Longest value of a filter, in bytes of UTF-8. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_FilterRule.html (read 2026-11-29). */
const maxFilterBytes = 1_024;

/** Types of targets. The names are those of the XML elements. */
const targetTypes = [
  { element: 'TopicConfiguration', target: 'Topic', service: 'sns' },
  { element: 'QueueConfiguration', target: 'Queue', service: 'sqs' },
  { element: 'CloudFunctionConfiguration', target: 'CloudFunction', service: 'lambda' },
] as const;

type TargetType = (typeof targetTypes)[number];

/** A rule of the configuration, as it is stored. */
interface NotificationRule {
  readonly type: TargetType;
  readonly id: string;
  readonly arn: string;
  readonly events: readonly string[];
  readonly filters: readonly FilterRule[];
}

interface FilterRule {
  readonly name: 'Prefix' | 'Suffix';
  readonly value: string;
}

/**
 * Validates a notification configuration as S3 does before it looks at the targets, which do not exist here.
 *
 * Source of codes and messages: LocalStack's recordings test_invalid_sqs_arn, test_invalid_lambda_arn, test_invalid_topic_arn,
 * test_multiple_invalid_sqs_arns and test_filter_rules_case_insensitive; moto 5.2.1 for unknown kinds of events.
 *
 * @param region - Region of the bucket. Targets must be in it.
 * @returns the document to store: each rule with an id, filter names capitalized.
 * @throws {@link S3Error} `MalformedXML` or `InvalidArgument`.
 */
export function normalizeNotification(root: XmlElement, region: string): string {
  const rules = targetTypes.flatMap((type) =>
    root.elements(type.element).map((element) => readRule(type, element)),
  );
  for (const rule of rules) checkTarget(rule, region);
  checkIds(rules);
  checkOverlaps(rules);
  const eventBridge = root.elements('EventBridgeConfiguration').length > 0 ? {} : undefined;
  const byType: Record<string, XmlContent> = {};
  for (const { element } of targetTypes) {
    byType[element] = rules.filter(({ type }) => type.element === element).map(describeRule);
  }
  return renderXml('NotificationConfiguration', { ...byType, EventBridgeConfiguration: eventBridge });
}

function readRule(type: TargetType, element: XmlElement): NotificationRule {
  const arn = element.text(type.target);
  const events = element.texts('Event');
  if (arn === undefined || events.length === 0) throw malformedXml();
  return {
    type,
    id: element.filledText('Id') ?? randomUUID(),
    arn,
    events: events.map(readEvent),
    filters: readFilters(element),
  };
}

function readEvent(event: string): string {
  if (isEventKind(event)) return event;
  const message = `The event '${withoutControls(event)}' is not supported for notifications`;
  throw invalidArgument(message, 'Event', event);
}

function readFilters(element: XmlElement): readonly FilterRule[] {
  const filters = element
    .elements('Filter')
    .flatMap((filter) => filter.elements('S3Key'))
    .flatMap((key) => key.elements('FilterRule'))
    .map(readFilter);
  for (const name of ['Prefix', 'Suffix'] as const) {
    if (filters.filter((filter) => filter.name === name).length <= 1) continue;
    const message = `Cannot specify more than one ${name.toLowerCase()} rule in a filter.`;
    throw invalidArgument(message, 'FilterRule.Name', name.toLowerCase());
  }
  return filters;
}

function readFilter(rule: XmlElement): FilterRule {
  const [text, value] = [rule.text('Name'), rule.text('Value')];
  if (text === undefined || value === undefined) throw malformedXml();
  const name = (['Prefix', 'Suffix'] as const).find((known) => known.toLowerCase() === text.toLowerCase());
  if (name === undefined) {
    throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', text);
  }
  if (Buffer.byteLength(value) > maxFilterBytes) {
    const message = `Size of filter rule value cannot exceed ${maxFilterBytes} bytes in UTF-8 representation`;
    throw invalidArgument(message, 'FilterRule.Value', value);
  }
  return { name, value };
}

/** S3 has no FIFO targets. Source: S3 user guide, notification-how-to-event-types-and-destinations. */
function checkTarget({ type, arn }: NotificationRule, region: string): void {
  const [, service, arnRegion, name] =
    /^arn:aws[\w-]*:(\w+):([\w-]+):\d{12}:(?:function:)?(\S+)$/.exec(arn) ?? [];
  if (service !== type.service || name === undefined) {
    throw invalidArgument('The ARN could not be parsed', type.target, arn);
  }
  if (arnRegion !== region) {
    const message =
      'The notification destination service region is not valid for the bucket location constraint';
    throw invalidArgument(message, type.target, arn);
  }
  if (name.endsWith('.fifo')) {
    throw invalidArgument('FIFO queues and topics are not supported for notifications.', type.target, arn);
  }
}

function checkIds(rules: readonly NotificationRule[]): void {
  const repeated = rules.find(({ id }, index) => rules.findIndex((rule) => rule.id === id) < index);
  if (repeated === undefined) return;
  const message = 'Same ID used for multiple configurations. IDs must be unique';
  throw invalidArgument(message, 'Id', repeated.id);
}

function checkOverlaps(rules: readonly NotificationRule[]): void {
  const valueOf = ({ filters }: NotificationRule, name: FilterRule['name']) =>
    filters.find((filter) => filter.name === name)?.value ?? '';
  const filters = rules.map((rule) => ({
    events: rule.events,
    prefix: valueOf(rule, 'Prefix'),
    suffix: valueOf(rule, 'Suffix'),
  }));
  if (findOverlaps(filters).length > 0) throw new S3Error('InvalidArgument', 400, overlapMessage);
}

function describeRule({ type, id, arn, events, filters }: NotificationRule): XmlContent {
  const FilterRule = filters.map(({ name, value }) => ({ Name: name, Value: value }));
  return {
    Id: id,
    [type.target]: arn,
    Event: [...events],
    Filter: filters.length === 0 ? undefined : { S3Key: { FilterRule } },
  };
}

const invalidArgument = (message: string, ArgumentName: string, value: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName, ArgumentValue: withoutControls(value) });
