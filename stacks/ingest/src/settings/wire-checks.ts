import type { SettingsProblem } from '@headwaters/terraform-stack';
import { eachFunction } from './consumer-settings.js';
import type { IngestSettings } from './ingest-settings.js';

/** Constraints between the wire profile and what reads the stream. */
export function wireProblems(settings: IngestSettings): SettingsProblem[] {
  return [
    ...terminatorProblems(settings),
    ...filterProblems(settings),
    ...fanOutProblems(settings),
    ...deliveryProblems(settings),
    ...sourceRecordProblems(settings),
  ];
}

function terminatorProblems({ producer: { wire, recordTerminator } }: IngestSettings): SettingsProblem[] {
  if (wire !== 'block' || recordTerminator === 'keep') return [];
  return [
    {
      setting: 'producer.recordTerminator',
      value: recordTerminator,
      advice: "set it to 'keep', or producer.wire to 'kpl' or 'plain': a block holds the bytes of the file",
    },
  ];
}

/** The blocks and aggregates of the producer are compressed or framed: no filter would match them. */
function filterProblems({ producer: { wire }, stream, consumers }: IngestSettings): SettingsProblem[] {
  if (wire === 'plain' || stream.capacity.mode === 'existing') return [];
  const sent = wire === 'block' ? 'blocks' : 'aggregates';
  return eachFunction(consumers, ({ filter }, index) =>
    filter === undefined
      ? []
      : {
          setting: `consumers.${index}.filter`,
          value: filter,
          advice:
            `remove it, or set producer.wire to 'plain': a filter matches Kinesis records of one uncompressed JSON document each, but the producer writes ${sent}. ` +
            "None would match, and the consumer would receive nothing. With stream.capacity.mode 'existing', filters can select the Kinesis records of others",
        },
  );
}

/**
 * With a fan-out consumer, Lambda takes KPL aggregates apart before it invokes the function, and the tags are lost that say which bytes
 * of which upload a record is. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html, read on 2026-11-29.
 */
function fanOutProblems({ producer: { wire }, consumers }: IngestSettings): SettingsProblem[] {
  if (wire !== 'kpl') return [];
  return eachFunction(consumers, ({ name, sink, fanOut }, index) =>
    fanOut && sink !== 'own'
      ? {
          setting: `consumers.${index}.fanOut`,
          value: fanOut,
          advice:
            `set it to false, which is not the default for ${name}, or producer.wire to 'block' or 'plain': with enhanced fan-out, Lambda takes KPL aggregates ` +
            'apart, and the records lose the tags that say which upload they come from',
        }
      : [],
  );
}

/** Firehose delivers what it reads, and de-aggregates; it does not decode blocks. */
function deliveryProblems({ producer: { wire }, consumers }: IngestSettings): SettingsProblem[] {
  if (wire !== 'block') return [];
  return consumers.flatMap(({ name, sink }, index) =>
    sink === 'delivery'
      ? {
          setting: `consumers.${index}.sink`,
          value: sink,
          advice:
            `set producer.wire to 'kpl' or 'plain', or the sink of ${name} to 'firehose', whose function decodes blocks: a delivery stream would deliver ` +
            'compressed blocks, which nothing else reads',
        }
      : [],
  );
}

/** A plain Kinesis record names its upload only by a digest, which a record in the ledger explains. */
function sourceRecordProblems({ producer: { wire }, buckets, stream }: IngestSettings): SettingsProblem[] {
  if (wire !== 'plain' || buckets.receiptDays * 24 > stream.retentionHours) return [];
  return [
    {
      setting: 'buckets.receiptDays',
      value: buckets.receiptDays,
      advice:
        `set it above stream.retentionHours (${stream.retentionHours}): with producer.wire 'plain', the ledger says which upload a Kinesis record comes from, and ` +
        'consumers could no longer find out',
    },
  ];
}
