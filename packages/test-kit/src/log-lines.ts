import { RandomSource, zipfIndex } from './random-source.js';
import { words } from './vocabulary.js';

/** Bytes of one log200 line, its newline included. */
export const logLineBytes = 200;

const firstTimeMillis = Date.UTC(2026, 10, 1);
const linesAtOnce = 4096;

const userAgents = [
  'Mozilla/5.0 (X11; Linux)',
  'Mozilla/5.0 (Macintosh)',
  'Mozilla/5.0 (Windows)',
  'curl/8.5.0',
  'okhttp/4.12',
  'kube-probe/1.31',
];

/**
 * Makes log200: web log lines of exactly {@link logLineBytes} ASCII bytes, ended by a newline. Time, client address
 * (Zipf, 5,000), method, path (400), status, bytes, seconds, a random UUID, user agent (6), filler words.
 *
 * @param count - How many lines.
 * @param seed - Same seed, same bytes.
 * @returns Chunks of whole lines, each at most 800 KiB.
 */
export function* logLines(count: number, seed = 1): Generator<Buffer> {
  const nextLine = logLineMaker(new RandomSource(seed));
  for (let made = 0; made < count; made += linesAtOnce) {
    const lines = Array.from({ length: Math.min(linesAtOnce, count - made) }, nextLine);
    yield Buffer.from(lines.join(''), 'latin1');
  }
}

function logLineMaker(random: RandomSource): () => string {
  const clients = Array.from({ length: 5000 }, () => clientAddress(random));
  const paths = Array.from({ length: 400 }, () => path(random));
  const pickClient = zipfIndex(clients.length);
  const pickPath = zipfIndex(paths.length);
  let timeMillis = firstTimeMillis;
  return () => {
    timeMillis += random.below(20);
    const client = clients[pickClient(random)] ?? '';
    const request = `${method(random)} ${paths[pickPath(random)] ?? ''} ${status(random)}`;
    const cost = `${random.below(100_000)} ${random.fraction().toFixed(3)}`;
    const line = `${new Date(timeMillis).toISOString()} ${client} ${request} ${cost} ${random.uuid()} "${random.pick(userAgents)}"`;
    return fill(line, random);
  };
}

function clientAddress(random: RandomSource): string {
  return Array.from({ length: 4 }, () => String(1 + random.below(254))).join('.');
}

function path(random: RandomSource): string {
  return `/v1/${random.pick(words)}/${random.pick(words)}/${random.below(1000)}`;
}

function method(random: RandomSource): string {
  const roll = random.fraction();
  if (roll < 0.8) return 'GET';
  return roll < 0.95 ? 'POST' : 'PUT';
}

function status(random: RandomSource): number {
  const roll = random.fraction();
  if (roll < 0.9) return 200;
  return roll < 0.97 ? 304 : random.pick([201, 404, 500]);
}

function fill(line: string, random: RandomSource): string {
  let filled = line;
  while (filled.length < logLineBytes - 1) filled += ' ' + random.pick(words);
  return filled.slice(0, logLineBytes - 1) + '\n';
}
