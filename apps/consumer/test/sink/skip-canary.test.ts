import { S3Client } from '@aws-sdk/client-s3';
import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { makeSink, type SinkPorts } from '../../src/sink/make-sink.js';
import { skipCanary } from '../../src/sink/skip-canary.js';
import type { Sink } from '../../src/sink/sink.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { deliveryOf } from '../fakes/delivery-of.js';
import { enoughMillis, fakeConsumer } from '../fakes/fake-consumer.js';

const [canary = new Uint8Array()] = blocksOf({ bucket: 'uploads', key: 'canary/1.txt' }, 'ping\n');
const [other = new Uint8Array()] = blocksOf({ bucket: 'uploads', key: 'canary' }, 'text\n');
const foreign = Buffer.from('canary/');

describe('skipCanary', () => {
  it('keeps the objects of the canary from the sink, and gives them a receipt', async () => {
    const consumer = fakeConsumer();
    const skipping = { ...consumer, sink: skipCanary(consumer.sink, 'canary/') };
    const event = streamEvent(canary, other, foreign);
    await expect(consumeBatch(event, skipping, enoughMillis)).resolves.toEqual({ batchItemFailures: [] });
    expect(consumer.accepted).toEqual([sequenceNumberOf(1), sequenceNumberOf(2)]);
    expect(consumer.ledger.mock.calls.map(([{ source, outcome }]) => [source.key, outcome])).toEqual([
      ['canary/1.txt', 'accepted'],
      ['canary', 'accepted'],
    ]);
    expect(consumer.reportCounts).toHaveBeenCalledWith(expect.objectContaining({ blocksAccepted: 3 }));
  });

  it('asks the sink for the lane of other objects only', () => {
    const asked: (string | undefined)[] = [];
    const sink: Sink = {
      accept: () => Promise.resolve(),
      laneOf({ carried }) {
        asked.push(carried?.source.key);
        return 'lane';
      },
    };
    const skipping = skipCanary(sink, 'canary/');
    expect([canary, other, foreign].map((data) => skipping.laneOf?.(deliveryOf(data)))).toEqual([
      '+canary',
      'lane',
      'lane',
    ]);
    expect(asked).toEqual(['canary', undefined]);
  });

  it('has no lanes if the sink has none', () => {
    expect(skipCanary({ accept: () => Promise.resolve() }, 'canary/')).not.toHaveProperty('laneOf');
  });

  it.each([
    ['canary/', 1],
    [undefined, 2],
  ])('is used if CANARY_PREFIX is set: %s', async (canaryPrefix, count) => {
    const logged: string[] = [];
    const logger = { info: (message: string) => logged.push(message) } as unknown as SinkPorts['logger'];
    const environment = parseConsumerEnvironment({
      CONSUMER_NAME: 'log',
      SINK: 'log',
      ...(canaryPrefix !== undefined && { CANARY_PREFIX: canaryPrefix }),
    });
    const s3 = new S3Client({ region: 'eu-central-1' });
    const sink = await makeSink(environment, { logger, reading: s3, writing: s3 });
    for (const data of [canary, other]) await sink.accept(deliveryOf(data), new AbortController().signal);
    expect(logged).toHaveLength(count);
  });
});
