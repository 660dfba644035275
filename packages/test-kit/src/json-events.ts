import { RandomSource } from './random-source.js';
import { cities, names, words } from './vocabulary.js';

const firstTimeMillis = Date.UTC(2026, 10, 1);
const eventsPerChunk = 512;

/**
 * Generates JSON events of about 1,020 bytes, one per line: two UUIDs, names, an address, items.
 *
 * @param count - Number of events.
 * @param seed - Default: 1. The same seed gives the same bytes.
 * @returns Chunks of complete lines, at most 600 KB each.
 */
export function* jsonEvents(count: number, seed = 1): Generator<Buffer> {
  const random = new RandomSource(seed);
  let timeMillis = firstTimeMillis;
  const nextLine = () => JSON.stringify(event(random, (timeMillis += random.below(50)))) + '\n';
  for (let generated = 0; generated < count; generated += eventsPerChunk) {
    const lines = Array.from({ length: Math.min(eventsPerChunk, count - generated) }, nextLine);
    yield Buffer.from(lines.join(''), 'latin1');
  }
}

function event(random: RandomSource, timeMillis: number) {
  return {
    eventId: random.uuid(),
    eventType: random.pick(['OrderPlaced', 'OrderPaid', 'OrderShipped', 'OrderReturned']),
    occurredAt: new Date(timeMillis).toISOString(),
    customer: {
      customerId: random.uuid(),
      givenName: random.pick(names),
      familyName: random.pick(names),
      email: `${random.pick(names)}.${random.pick(names)}@example.com`.toLowerCase(),
      phone: `+4122${1_000_000 + random.below(9_000_000)}`,
      address: {
        street: `${1 + random.below(200)} ${random.pick(words)} ${random.pick(words)}`,
        city: random.pick(cities),
        postalCode: String(10_000 + random.below(90_000)),
        country: 'CH',
      },
    },
    items: Array.from({ length: 4 }, () => item(random)),
    note: Array.from({ length: 12 }, () => random.pick(words)).join(' '),
  };
}

function item(random: RandomSource) {
  return {
    articleNumber: `HW-${String(random.uint32()).padStart(10, '0')}`,
    description: `${random.pick(words)} ${random.pick(words)} ${random.pick(words)}`,
    lot: random.uint32() % 1_000_000,
    quantity: 1 + random.below(9),
    unitPrice: Number((random.fraction() * 5000).toFixed(2)),
    currency: 'CHF',
  };
}

/** Length of a JSON document in bytes, without its newline. */
export const jsonDocumentBytes = 100_000;

/** Enough events to fill a document. */
const maxEventsPerDocument = 110;

/**
 * Generates JSON documents of exactly {@link jsonDocumentBytes}, one per line: arrays of events.
 *
 * @param count - Number of documents.
 * @param seed - Default: 1. The same seed gives the same bytes.
 * @returns One chunk per document, with its newline.
 */
export function* jsonDocuments(count: number, seed = 1): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield jsonDocument(seed + index);
}

function jsonDocument(seed: number): Buffer {
  const events = Buffer.concat([...jsonEvents(maxEventsPerDocument, seed)])
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
