import { isObject } from '@headwaters/terraform-reader';

/** The body of a message as an object: what it is in JSON, otherwise in `body`. */
export function parseMessage(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : { body };
  } catch {
    return { body };
  }
}

/** The decoded key in an event of S3 or EventBridge; `undefined` for another message. */
export function objectKeyOf(body: string): string | undefined {
  const event = parseMessage(body);
  const records: readonly unknown[] = Array.isArray(event['Records']) ? event['Records'] : [];
  const [record] = records;
  const content = isObject(record) ? record['s3'] : event['detail'];
  const object = isObject(content) ? content['object'] : undefined;
  const key = isObject(object) ? object['key'] : undefined;
  if (typeof key !== 'string') return undefined;
  return record === undefined ? key : decodeURIComponent(key.replaceAll('+', ' '));
}
