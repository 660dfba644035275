import { RandomSource, createZipfPicker } from './random-source.js';
import { words } from './vocabulary.js';

/** Length of a log line in bytes, including its newline. */
export const logLineBytes = 200;

const firstTimeMillis = Date.UTC(2026, 10, 1);
const linesPerChunk = 4096;

const userAgents = [
  'Mozilla/5.0 (X11; Linux)',
  'Mozilla/5.0 (Macintosh)',
  'Mozilla/5.0 (Windows)',
  'curl/8.5.0',
  'okhttp/4.12',
  'kube-probe/1.31',
];

/**
 * Generates web log lines of exactly {@link logLineBytes} ASCII bytes: time, client address (one of 5,000,
 * Zipf), method, path (one of 400, Zipf), status, bytes, seconds, UUID, user agent (one of 6), filler words, newline.
 *
 * @param count - Number of lines.
 * @param seed - Default: 1. The same seed gives the same bytes.
 * @returns Chunks of complete lines, at most 800 KiB each.
 */
export function* logLines(count: number, seed = 1): Generator<Buffer> {
  const nextLine = createLineGenerator(new RandomSource(seed));
  for (let generated = 0; generated < count; generated += linesPerChunk) {
    const lines = Array.from({ length: Math.min(linesPerChunk, count - generated) }, nextLine);
    yield Buffer.from(lines.join(''), 'latin1');
  }
}

function createLineGenerator(random: RandomSource): () => string {
  const clients = Array.from({ length: 5000 }, () => clientAddress(random));
  const paths = Array.from({ length: 400 }, () => path(random));
  const pickClient = createZipfPicker(clients.length);
  const pickPath = createZipfPicker(paths.length);
  let timeMillis = firstTimeMillis;
  return () => {
    timeMillis += random.below(20);
    const client = clients[pickClient(random)] ?? '';
    const request = `${method(random)} ${paths[pickPath(random)] ?? ''} ${status(random)}`;
    const cost = `${random.below(100_000)} ${random.fraction().toFixed(3)}`;
    const line = `${new Date(timeMillis).toISOString()} ${client} ${request} ${cost} ${random.uuid()} "${random.pick(userAgents)}"`;
    return padLine(line, random);
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

function padLine(line: string, random: RandomSource): string {
  let filled = line;
  while (filled.length < logLineBytes - 1) filled += ' ' + random.pick(words);
  return filled.slice(0, logLineBytes - 1) + '\n';
}
