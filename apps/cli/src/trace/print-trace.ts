import type { ActorTrace, ConsumerTrace, Gap, Trace } from '@headwaters/ledger';

/** A trace for people: a line an actor, and below it one a gap, with why and since when. */
export function printTrace(trace: Trace): string {
  const { source, sizeBytes, complete, producer, consumers } = trace;
  const version = source.versionId === undefined ? '' : `?versionId=${source.versionId}`;
  const size = sizeBytes === undefined ? 'its end is not known yet' : `${count(sizeBytes)} bytes`;
  const nameWidth = Math.max(
    ...['producer', ...consumers.map(({ name }) => name)].map(({ length }) => length),
  );
  const lines = [
    `s3://${source.bucket}/${source.key}${version}: ${complete ? 'complete' : 'not complete'}, ${size}`,
    ...actorLines('producer'.padEnd(nameWidth), producer, 'published'),
    ...consumers.flatMap((consumer) => [
      ...actorLines(consumer.name.padEnd(nameWidth), consumer, 'acknowledged'),
      ...unreadableLines(consumer),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A trace for machines. The names are a contract; an end that is not known is null. */
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

function actorLines(name: string, { complete, bytes, gaps }: ActorTrace, verb: string): string[] {
  return [
    `  ${name}  ${complete ? 'complete' : 'NOT COMPLETE'}, ${count(bytes)} bytes ${verb}`,
    ...gaps.map((gap) => `    ${gap.state} ${rangeOf(gap)}${gap.at ? ` at ${gap.at}` : ''}: ${gap.why}`),
  ];
}

function unreadableLines({ unreadable }: ConsumerTrace): string[] {
  return unreadable.map(
    ({ count: records, at, why, key }) =>
      `    damaged records: ${count(records)}, perhaps of this file, given up at ${at}: ${why}; see ${key}`,
  );
}

function rangeOf({ start, end }: Gap): string {
  return Number.isFinite(end) ? `bytes ${start} to ${end - 1}` : `bytes from ${start} on`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
