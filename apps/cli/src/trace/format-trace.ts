import type { ActorTrace, ConsumerTrace, Gap, Trace } from '@headwaters/ledger';
import { formatSourceUri } from '@headwaters/pipeline-contract';

/** Formats a trace as text: one line for each actor, followed by one line for each gap with its reason and time. */
export function formatTrace(trace: Trace): string {
  const { source, sizeBytes, complete, producer, consumers } = trace;
  const size = sizeBytes === undefined ? 'size not known yet' : `${formatCount(sizeBytes)} bytes`;
  const nameWidth = Math.max(
    ...['producer', ...consumers.map(({ name }) => name)].map(({ length }) => length),
  );
  const lines = [
    `${formatSourceUri(source)}: ${complete ? 'complete' : 'not complete'}, ${size}`,
    ...formatActor('producer'.padEnd(nameWidth), producer, 'published'),
    ...consumers.flatMap((consumer) => [
      ...formatActor(consumer.name.padEnd(nameWidth), consumer, 'accepted'),
      ...formatUnreadable(consumer),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Converts a trace to the output of `trace --json`. Property names are stable; what is not known is null. */
export function traceAsJson({ source, uploadedAt, sizeBytes, complete, producer, consumers }: Trace) {
  return {
    source,
    uploadedAt: uploadedAt?.toISOString() ?? null,
    sizeBytes: sizeBytes ?? null,
    complete,
    producer: { ...producer, gaps: producer.gaps.map(gapAsJson) },
    consumers: consumers.map((consumer) => ({ ...consumer, gaps: consumer.gaps.map(gapAsJson) })),
  };
}

function gapAsJson({ end, at, ...rest }: Gap) {
  return { ...rest, end: Number.isFinite(end) ? end : null, at: at ?? null };
}

function formatActor(name: string, { complete, bytes, gaps }: ActorTrace, verb: string): string[] {
  return [
    `  ${name}  ${complete ? 'complete' : 'NOT COMPLETE'}, ${formatCount(bytes)} bytes ${verb}`,
    ...gaps.map((gap) => `    ${gap.state} ${formatRange(gap)}${gap.at ? ` at ${gap.at}` : ''}: ${gap.why}`),
  ];
}

function formatUnreadable({ unreadable }: ConsumerTrace): string[] {
  return unreadable.map(
    ({ state, count, at, why, key }) =>
      `    damaged Kinesis records, possibly of this file: ${formatCount(count)}, ${state} at ${at}: ${why}; see ${key}`,
  );
}

/** The last byte is included. */
function formatRange({ start, end }: Gap): string {
  return Number.isFinite(end) ? `bytes ${start} to ${end - 1}` : `bytes from ${start}`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}
