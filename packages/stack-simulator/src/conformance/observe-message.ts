const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const sequenceNumber = /\b\d{50,60}\b/g;
/** In seconds: it becomes 0. */
const arrival = /(approximateArrivalTimestamp\\?":)[\d.]+/g;
const requestPayload = 'requestPayload';

/** A message to a destination without what differs from run to run. An S3 event in it is left out: other rules are about it. */
export function observeMessage(body: Readonly<Record<string, unknown>>): unknown {
  const { [requestPayload]: event, ...message } = body;
  const text = JSON.stringify({ ...message, ...(event !== undefined && { [requestPayload]: '<event>' }) })
    .replace(uuid, '<id>')
    .replace(time, '<time>')
    .replace(sequenceNumber, '<sequence>')
    .replace(arrival, (_, name: string) => `${name}0`);
  return JSON.parse(text) as unknown;
}
