/** S3 object-created events are what the producer reads. Everything else is described for an error. */
const readable = 'ObjectCreated:';

/** Names that AWS gives. Others may be anything, and are not repeated. */
const awsNames = {
  eventSource: /^aws:[a-z0-9-]{1,32}$/,
  eventName: /^[A-Z][A-Za-z]{1,40}(:[A-Za-z*]{1,40}){0,2}$/,
  source: /^aws\.[a-z0-9.-]{1,32}$/,
  detailType: /^[A-Z][A-Za-z0-9 ,-]{1,80}$/,
};

const maxFields = 8;

/**
 * Returns what an event is, if it is clearly not an event of S3 about a created object: `an EventBridge event of type "Object
 * Deleted" from aws.s3`, `an S3 event of type ObjectRemoved:Delete`, `a record of aws:kinesis`. Never contains values of the
 * event except such names.
 *
 * @param event - An event, or one of its records.
 */
export function kindOfOtherEvent(event: unknown): string | undefined {
  const fields = fieldsOf(event);
  if ('detail-type' in fields) return kindOfBusEvent(fields);
  const { eventSource = fields['EventSource'], eventName } = fields;
  if (!matches(eventSource, awsNames.eventSource)) return undefined;
  if (eventSource !== 'aws:s3') return `a record of ${eventSource}`;
  if (!matches(eventName, awsNames.eventName) || eventName.startsWith(readable)) return undefined;
  return `an S3 event of type ${eventName}`;
}

function kindOfBusEvent({ source, 'detail-type': type }: Fields): string | undefined {
  if (source === 'aws.s3' && type === 'Object Created') return undefined;
  const named = matches(type, awsNames.detailType) ? `of type "${type}"` : 'of an unknown type';
  return `an EventBridge event ${named}${matches(source, awsNames.source) ? ` from ${source}` : ''}`;
}

/** Returns the form of a value for an error: `a string`, `null`, `an object with the fields version, id`. */
export function formOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const names = Object.keys(value).filter((name) => /^[\w-]{1,40}$/.test(name));
  if (names.length === 0) return 'an object without fields';
  return `an object with the fields ${names.slice(0, maxFields).join(', ')}${names.length > maxFields ? ', ...' : ''}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** Returns the fields of an object; none if the value is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}
