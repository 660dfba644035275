import { isObject } from '@headwaters/terraform-reader';
import type { KinesisEventRecord } from '../mapping/kinesis-event-record.js';
import { objectKeyOf, parseMessage } from '../queue/message-body.js';
import type { TranscriptEntry } from '../script/transcript.js';
import type { Expectation } from './scenario.js';

type Entry<Type extends TranscriptEntry['type']> = Extract<TranscriptEntry, { type: Type }>;

/** Converts a transcript to the form of a scenario's expectation. */
export function observeTranscript(entries: readonly TranscriptEntry[]): Required<Expectation> {
  const of = <Type extends TranscriptEntry['type']>(type: Type) =>
    entries.filter((entry): entry is Entry<Type> => entry.type === type);
  const invocations = of('invocation');
  const consumed = invocations.filter((entry) => entry.trigger === 'mapping');
  const delivered = consumed.filter(({ outcome }) => outcome.kind !== 'throttled');
  const produced = invocations.filter((entry) => entry.function === 'producer');
  return {
    deliveries: delivered.map(({ event }) => dataOf(recordsOf(event) as readonly KinesisEventRecord[])),
    deliveredAtSeconds: delivered.map(({ seconds }) => seconds),
    windows: delivered.flatMap(({ event }) => observeWindow(event)),
    throttled: consumed.length - delivered.length,
    acknowledged: of('checkpoint').flatMap(({ records }) => dataOf(records)),
    destinations: of('destination').map(observeDestination),
    dropped: of('dropped').map(({ reason, records }) => ({
      reason,
      ...(records && { records: dataOf(records) }),
    })),
    attempts: produced.map(({ seconds, attempt, outcome }) => ({ seconds, attempt, outcome: outcome.kind })),
    notifications: produced.flatMap(({ event }) => recordsOf(event).map(observeNotification)),
    objects: observeObjects(produced.flatMap(({ event }) => recordsOf(event))),
    messages: of('destination').map(({ body }) => observeMessage(body)),
    attributes: of('destination').flatMap(({ attributes }) =>
      attributes ? [observeMessage(attributes)] : [],
    ),
    busEvents: invocations
      .filter(({ trigger }) => trigger === 'eventbridge')
      .map(({ event }) => observeBusEvent(event)),
    batches: invocations
      .filter(({ trigger }) => trigger === 'queue')
      .map(({ seconds, event }) => ({ seconds, ...observeBatch(recordsOf(event)) })),
    queueChanges: of('message')
      .filter(({ change }) => change !== 'sent' && change !== 'received')
      .map(({ queue, change, body }) => `${queue}: ${change} ${subjectOf(body)}`),
    queued: of('notification').flatMap(({ arn, body }) =>
      body.Records.map((record) => ({ arn, ...observeNotification(record) })),
    ),
  };
}

/** An event of EventBridge, or what its target receives instead. */
function observeBusEvent(event: unknown): unknown {
  const text = JSON.stringify(withPlaceholders(event)).replace(
    /("(?:sequencer|version-id)":")[^"]+/g,
    '$1<id>',
  );
  return JSON.parse(text) as unknown;
}

function observeBatch(records: readonly unknown[]) {
  const messages = records.filter(isObject);
  return {
    messages: messages.map(({ body }) => subjectOf(String(body))),
    receiveCounts: messages.map(({ attributes }) =>
      Number(isObject(attributes) ? attributes['ApproximateReceiveCount'] : undefined),
    ),
  };
}

/** What a message is about. */
function subjectOf(body: string): string {
  const { Event: name } = parseMessage(body);
  return typeof name === 'string' ? name : (objectKeyOf(body) ?? body);
}

function observeWindow(event: unknown) {
  if (!isObject(event) || !isObject(event['window'])) return [];
  return [
    {
      start: String(event['window']['start']),
      state: event['state'],
      final: event['isFinalInvokeForWindow'] === true,
      terminatedEarly: event['isWindowTerminatedEarly'] === true,
    },
  ];
}

function observeDestination({ condition, body, records }: Entry<'destination'>) {
  const { requestContext, responseContext } = body;
  const count = isObject(requestContext) ? requestContext['approximateInvokeCount'] : undefined;
  const error = isObject(responseContext) ? (responseContext['functionError'] ?? null) : 'absent';
  return {
    condition,
    invokeCount: Number(count),
    functionError: typeof error === 'string' ? error : null,
    ...(records && { records: dataOf(records) }),
    payload: 'payload' in body || 'requestPayload' in body,
  };
}

function observeNotification(record: unknown): { eventName: string; key: string } {
  const { eventName, s3 } = isObject(record) ? record : {};
  const object = isObject(s3) ? s3['object'] : undefined;
  return { eventName: String(eventName), key: String(isObject(object) ? object['key'] : undefined) };
}

function recordsOf(event: unknown): readonly unknown[] {
  const records = isObject(event) ? event['Records'] : undefined;
  return Array.isArray(records) ? records : [];
}

function dataOf(records: readonly KinesisEventRecord[]): string[] {
  return records.map(({ kinesis }) => abbreviate(Buffer.from(kinesis.data, 'base64').toString()));
}

/** Abbreviates a long string of one repeated character to `x*1000`. */
function abbreviate(text: string): string {
  const first = text.charAt(0);
  return text.length > 100 && text === first.repeat(text.length) ? `${first}*${text.length}` : text;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/g;
const sequenceNumber = /\b\d{50,60}\b/g;
/** Seconds, replaced by 0. */
const arrival = /(approximateArrivalTimestamp\\?":)[\d.]+/g;
const requestPayload = 'requestPayload';

/** Replaces the variable parts of a message by placeholders, and an S3 event by `<event>`: other scenarios check events. */
function observeMessage(body: Readonly<Record<string, unknown>>): unknown {
  return recordsOf(body).length > 0 ? '<event>' : withPlaceholders(body);
}

function withPlaceholders(body: unknown): unknown {
  const text = JSON.stringify(body, (name, value: unknown) => (name === requestPayload ? '<event>' : value))
    .replace(uuid, '<id>')
    .replace(time, '<time>')
    .replace(sequenceNumber, '<sequence>')
    .replace(arrival, (_, name: string) => `${name}0`);
  return JSON.parse(text) as unknown;
}

type ObservedObjects = NonNullable<Expectation['objects']>;

/** Returns the objects of S3 events, with versions and sequencers replaced by small numbers. */
function observeObjects(records: readonly unknown[]): ObservedObjects {
  const objects = records.map(objectOf);
  const versions = [
    ...new Set(objects.flatMap(({ versionId }) => (versionId === undefined ? [] : [versionId]))),
  ];
  const sequencers = [...new Set(objects.map(({ sequencer }) => String(sequencer)))].sort();
  return objects.map(({ size, versionId, sequencer }) => ({
    ...(typeof size === 'number' && { size }),
    ...(versionId !== undefined && { version: versions.indexOf(versionId) + 1 }),
    sequencer: sequencers.indexOf(String(sequencer)) + 1,
  }));
}

function objectOf(record: unknown): Readonly<Record<string, unknown>> {
  const s3 = isObject(record) ? record['s3'] : undefined;
  const object = isObject(s3) ? s3['object'] : undefined;
  return isObject(object) ? object : {};
}
