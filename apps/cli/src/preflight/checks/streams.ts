import type { AccountReader, StreamQuotas } from '../account-reader.js';
import type { Check, CheckOutcome } from '../check.js';
import type { PlannedStack, PlannedStream } from '../planned-stack.js';

/**
 * Consumers with enhanced fan-out of a stream: in On-demand Advantage, and in the other modes.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-28).
 */
const maxFanOutConsumers = { advantage: 50, otherwise: 20 } as const;

/**
 * Quotas of the account and their use.
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html (read 2026-11-28).
 */
export const shardsCheck: Check = {
  name: 'shards',
  run: async ({ stack: { streams }, reader }) => {
    if (streams.length === 0) return { status: 'ok', what: 'The stack creates no stream.' };
    const quotas = await reader.streamQuotas();
    const added = { shards: 0, onDemandStreams: 0 };
    for (const stream of streams) {
      const existing = await reader.findStream(stream.name);
      const isSameMode = existing?.mode === stream.mode;
      if (stream.mode === 'ON_DEMAND') added.onDemandStreams += isSameMode ? 0 : 1;
      else added.shards += stream.shards - (isSameMode ? existing.openShards : 0);
    }
    return compareQuotas(quotas, added) ?? describeUse(streams, quotas);
  },
};

function compareQuotas(
  quotas: StreamQuotas,
  added: { readonly shards: number; readonly onDemandStreams: number },
): CheckOutcome | undefined {
  const shards = quotas.openShards + added.shards;
  if (added.shards > 0 && shards > quotas.maxShards)
    return {
      status: 'failed',
      what: `The account would have ${shards} open shards; its quota in this region is ${quotas.maxShards}.`,
      fix: `Lower stream.capacity, or request a quota "Shards per Region" of at least ${shards}.`,
    };
  const streams = quotas.onDemandStreams + added.onDemandStreams;
  if (added.onDemandStreams === 0 || streams <= quotas.maxOnDemandStreams) return undefined;
  return {
    status: 'failed',
    what: `The account would have ${streams} on-demand streams; its quota in this region is ${quotas.maxOnDemandStreams}.`,
    fix: `Provision the stream, or request a quota of at least ${streams} on-demand streams.`,
  };
}

function describeUse(streams: readonly PlannedStream[], quotas: StreamQuotas): CheckOutcome {
  const described = streams.map(({ name, mode, shards }) =>
    mode === 'ON_DEMAND' ? `${name} is on-demand` : `${name} has ${shards} shards`,
  );
  const { openShards, maxShards, onDemandStreams, maxOnDemandStreams } = quotas;
  return {
    status: 'ok',
    what: `${described.join('; ')}. The account uses ${openShards} of ${maxShards} shards and ${onDemandStreams} of ${maxOnDemandStreams} on-demand streams.`,
  };
}

/** Registered consumers of each stream, those of other stacks included. */
export const fanOutCheck: Check = {
  name: 'fan-out',
  run: async ({ stack, reader }) => {
    const streamNames = [...new Set(stack.fanOutConsumers.map(({ streamName }) => streamName))];
    const described: string[] = [];
    for (const streamName of streamNames) {
      const { count, max } = await countConsumers(stack, streamName, reader);
      if (count > max)
        return {
          status: 'failed',
          what: `${streamName} would have ${count} consumers with enhanced fan-out; AWS allows ${max}.`,
          fix: 'Let more consumers share the read throughput (fanOut: false), or remove consumers that are not needed.',
        };
      described.push(`${streamName} will have ${count} of ${max} consumers with enhanced fan-out.`);
    }
    return { status: 'ok', what: described.join(' ') || 'No consumer has enhanced fan-out.' };
  },
};

async function countConsumers(
  { streams, fanOutConsumers }: PlannedStack,
  streamName: string,
  reader: AccountReader,
): Promise<{ readonly count: number; readonly max: number }> {
  const existing = await reader.findStream(streamName);
  const names = new Set(existing === undefined ? [] : await reader.consumersOf(existing.arn));
  for (const consumer of fanOutConsumers) if (consumer.streamName === streamName) names.add(consumer.name);
  const mode = streams.find(({ name }) => name === streamName)?.mode ?? existing?.mode;
  const needsAdvantage = names.size > maxFanOutConsumers.otherwise && mode === 'ON_DEMAND';
  const hasAdvantage = needsAdvantage && (await reader.hasAdvantage());
  return {
    count: names.size,
    max: hasAdvantage ? maxFanOutConsumers.advantage : maxFanOutConsumers.otherwise,
  };
}
