import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/**
 * Calls `onLine` for each line of a stream, without its line feed, and for what is left at its end. Resolves at the end.
 * A carriage return within a line becomes a line feed: it stands for one in a message that the runtime keeps together.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (line: string): void => {
    onLine(line.replace(/\r$/, '').replaceAll('\r', '\n'));
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(emit);
  });
  return new Promise((resolve) => {
    stream.once('close', () => {
      const last = rest + decoder.end();
      if (last !== '') emit(last);
      resolve();
    });
  });
}
