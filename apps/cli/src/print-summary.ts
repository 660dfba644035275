import { isWhole, type DemoSummary } from './demo-summary.js';

const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** The summary for people, a line an item. */
export function printSummary({
  ok,
  stack,
  elapsedMillis,
  files,
  stream,
  consumers,
  producer,
}: DemoSummary): string {
  const lines = [
    `${stack}: ${counted(files.length, 'file')} in ${(elapsedMillis / 1000).toFixed(1)} s`,
    ...files.map(
      ({ key, bytes, records, sha256 }) =>
        `  ${key}: ${counted(bytes, 'byte')}, ${counted(records, 'record')}, SHA-256 ${sha256}`,
    ),
    `stream ${stream.name}: ${counted(stream.records, 'Kinesis record')}, ${counted(stream.bytes, 'byte')}, ` +
      `${counted(stream.putPayloadUnits, 'PUT payload unit')}, ${counted(stream.shards, 'shard')}`,
    `producer ${producer.function}: ${counted(producer.invocations, 'invocation')}, ` +
      `${Math.round(producer.peakMemoryBytes / 1_048_576)} MiB at the peak` +
      (producer.failed === 0 ? '' : `, ${counted(producer.failed, 'upload')} given up`),
  ];
  for (const consumer of consumers) {
    lines.push(
      `consumer ${consumer.name}:` +
        (consumer.deadLettered === 0 ? '' : ` ${counted(consumer.deadLettered, 'record')} dead-lettered`),
    );
    consumer.files.forEach((consumed, index) => {
      const uploaded = files[index];
      const whole = uploaded !== undefined && isWhole(consumed, uploaded);
      const archived = consumed.archiveSha256 === undefined ? '' : ', and so has its archive';
      lines.push(
        whole
          ? `  ${consumed.key}: has every byte, once and unchanged${archived}`
          : `  ${consumed.key}: NOT WHOLE: ${counted(consumed.bytes, 'byte')}, ${counted(consumed.records, 'record')}, ` +
              `${counted(consumed.duplicates, 'duplicate')}, missing ${JSON.stringify(consumed.missing)}, SHA-256 ${consumed.sha256}`,
      );
    });
  }
  return [...lines, ok ? 'ok' : 'FAILED', ''].join('\n');
}
