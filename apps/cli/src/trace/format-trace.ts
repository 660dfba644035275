import type { ActorTrace, ConsumerTrace, Gap, Trace } from '@headwaters/ledger';
import { formatSourceUri } from '@headwaters/pipeline-contract';
import { printable } from '../command-line/printable.js';

/** Formats a trace as text: one line for each actor, followed by one line for each gap with its reason and time. */
export function formatTrace(trace: Trace): string {
  const { source, sizeBytes, producer, consumers } = trace;
  const size = sizeBytes === undefined ? 'size not known yet' : `${formatCount(sizeBytes)} bytes`;
  const nameWidth = Math.max(
    ...['producer', ...consumers.map(({ name }) => name)].map(({ length }) => length),
  );
  const lines = [
    `${formatSourceUri(source)}: ${statusOf(trace)}, ${size}`,
    ...formatActor('producer'.padEnd(nameWidth), producer, 'published'),
    ...consumers.flatMap((consumer) => [
      ...formatActor(consumer.name.padEnd(nameWidth), consumer, 'accepted'),
      ...formatUnreadable(consumer),
    ]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** Whether the ledger can't tell if a consumer has everything: all that it has no receipt of is sent without offsets. */
export function isUnknown({ complete, gaps }: ActorTrace): boolean {
  return !complete && gaps.length > 0 && gaps.every(({ state }) => state === 'unknown');
}

/** Whether that is so for every consumer that may be incomplete. */
export function isTraceUnknown({ complete, producer, consumers }: Trace): boolean {
  const incomplete = consumers.filter((consumer) => !consumer.complete);
  return !complete && producer.complete && incomplete.length > 0 && incomplete.every(isUnknown);
}

function statusOf(trace: Trace): string {
  if (isTraceUnknown(trace)) return 'unknown whether it is complete';
  return trace.complete ? 'complete' : 'not complete';
}

/** Converts a trace to the output of `trace --json`. Property names are stable; what is not known is null. */
export function traceAsJson(trace: Trace) {
  const { source, uploadedAt, sizeBytes, wire, complete, producer, consumers } = trace;
  return {
    source,
    uploadedAt: uploadedAt?.toISOString() ?? null,
    sizeBytes: sizeBytes ?? null,
    wire: wire ?? null,
    complete,
    unknown: isTraceUnknown(trace),
    producer: { ...producer, gaps: producer.gaps.map(gapAsJson) },
    consumers: consumers.map((consumer) => ({ ...consumer, gaps: consumer.gaps.map(gapAsJson) })),
  };
}

function gapAsJson({ end, at, ...rest }: Gap) {
  return { ...rest, end: Number.isFinite(end) ? end : null, at: at ?? null };
}

function formatActor(name: string, actor: ActorTrace, verb: string): string[] {
  const { complete, bytes, gaps } = actor;
  const status = complete ? 'complete' : isUnknown(actor) ? 'UNKNOWN' : 'NOT COMPLETE';
  return [
    `  ${name}  ${status}, ${formatCount(bytes)} bytes ${verb}`,
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
