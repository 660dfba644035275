import { RandomSource } from './random-source.js';
import { cities, names, words } from './vocabulary.js';

const firstTimeMillis = Date.UTC(2026, 10, 1);
const eventsAtOnce = 512;

/**
 * Makes ev1k: JSON events of about 1,020 bytes, one a line: two UUIDs, names, an address, items.
 *
 * @param count - How many events.
 * @param seed - Same seed, same bytes.
 * @returns Chunks of whole lines, each at most 600 KB.
 */
export function* jsonEvents(count: number, seed = 1): Generator<Buffer> {
  const random = new RandomSource(seed);
  let timeMillis = firstTimeMillis;
  const nextLine = () => JSON.stringify(event(random, (timeMillis += random.below(50)))) + '\n';
  for (let made = 0; made < count; made += eventsAtOnce) {
    const lines = Array.from({ length: Math.min(eventsAtOnce, count - made) }, nextLine);
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
