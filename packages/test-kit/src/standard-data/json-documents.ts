import { jsonEvents } from './json-events.js';

/** Bytes of one doc100k document, its newline not included. */
export const jsonDocumentBytes = 100_000;

const eventsToFill = 110;

/**
 * Makes doc100k: JSON documents of exactly {@link jsonDocumentBytes}, one a line, each an array of events.
 *
 * @param count - How many documents.
 * @param seed - Same seed, same bytes.
 * @returns One chunk a document, ended by a newline.
 */
export function* jsonDocuments(count: number, seed = 1): Generator<Buffer> {
  for (let made = 0; made < count; made++) yield jsonDocument(seed + made);
}

function jsonDocument(seed: number): Buffer {
  const events = Buffer.concat([...jsonEvents(eventsToFill, seed)])
    .toString('latin1')
    .trimEnd()
    .split('\n');
  let text = events.pop() ?? '';
  for (const event of events) {
    if (text.length + event.length + 3 > jsonDocumentBytes) break;
    text = `${text},${event}`;
  }
  return Buffer.from(`[${text}]`.padEnd(jsonDocumentBytes) + '\n', 'latin1');
}
