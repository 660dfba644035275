import { describe, expect, it } from '@jest/globals';
import { prod } from '../../src/environments/prod.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { synthesize } from '../synthesize.js';
import { TerraformAlarm } from './cloudwatch/terraform-alarm.js';
import { consumerNames, PipelineMetrics, type Consumption, type Upload } from './pipeline-metrics.js';

/** The load that the prod environment is provisioned for. */
const { recordBytes, recordsPerSecond } = prod.stream.capacity;
const statedLoad: Upload = { recordBytes, recordsPerSecond };
const recordsPerMinute = recordsPerSecond * 60;

/** The alarms of an environment, by their ids. */
function alarmsOf(settings: IngestSettingsInput): Map<string, TerraformAlarm> {
  const blocks = Object.entries(synthesize(settings).resources('aws_cloudwatch_metric_alarm'));
  return new Map(blocks.map(([name, block]) => [name.replace('alarm_', ''), new TerraformAlarm(block)]));
}

/** Without what operates it, whose alarms are in `operation-alarms.test.ts`. */
const pipelineOnly: IngestSettingsInput = { ...prod, reconcile: undefined, canary: undefined };

const alarms = alarmsOf(pipelineOnly);

interface Firing {
  readonly metrics: PipelineMetrics;
  readonly minutes: number;
}

/** The alarms that go off, each with the first minute at which it does. */
function firstFirings({ metrics, minutes }: Firing, among = alarms): Record<string, number> {
  const firings = [...among].map(
    ([id, alarm]) => [id, alarm.history(metrics.store, minutes).indexOf('ALARM')] as const,
  );
  return Object.fromEntries(firings.filter(([, minute]) => minute >= 0));
}

const firing = (scenario: Firing, among = alarms) => Object.keys(firstFirings(scenario, among)).sort();

interface Scenario {
  readonly minutes: number;
  readonly upload?: (minute: number) => Upload | undefined;
  /** What the consumer `archive` does; undefined while its mapping is disabled. */
  readonly archive?: (minute: number) => Consumption | undefined;
}

/** Metrics of a pipeline at the stated load, of which a scenario changes parts. */
function pipelineAt({ minutes, upload, archive }: Scenario, metrics = new PipelineMetrics()): Firing {
  for (let minute = 0; minute < minutes; minute += 1) {
    const uploaded = upload === undefined ? statedLoad : upload(minute);
    if (uploaded !== undefined) metrics.upload(minute, uploaded);
    const usual = uploaded === undefined ? undefined : { records: uploaded.recordsPerSecond * 60 };
    for (const name of consumerNames) {
      const consumed = name === 'archive' && archive !== undefined ? archive(minute) : usual;
      if (name === 'audit' || archive === undefined || consumed !== undefined) metrics.poll(name, minute);
      if (consumed !== undefined) metrics.consume(name, minute, consumed);
    }
  }
  return { metrics, minutes };
}

/** Kinesis data can be read after one minute, data of Lambda and of logs after three. */
const lateMetrics = () => new PipelineMetrics((namespace) => (namespace === 'AWS/Kinesis' ? 1 : 3));

describe('the alarms of the prod environment', () => {
  it('read only metrics that the pipeline sends, or that exist only when something happens', () => {
    const { store } = pipelineAt({ minutes: 1 }).metrics;
    const absent = [...alarms].flatMap(([id, { metrics }]) =>
      metrics
        .filter((metric) => !store.has(metric) && !PipelineMetrics.isEventMetric(metric))
        .map(({ name }) => `${id}: ${name}`),
    );
    expect(absent).toEqual([]);
  });

  it('are silent for 3 h at the stated load', () => {
    expect(firing(pipelineAt({ minutes: 180 }))).toEqual([]);
  });

  it('are silent for 3 h at the stated load if the metrics of Lambda are 2 minutes later than those of Kinesis', () => {
    expect(firing(pipelineAt({ minutes: 180 }, lateMetrics()))).toEqual([]);
  });

  it('are silent for 3 h without uploads', () => {
    expect(firing(pipelineAt({ minutes: 180, upload: () => undefined }))).toEqual([]);
  });

  it('are silent if an idle mapping sends no metrics', () => {
    expect(firing({ metrics: new PipelineMetrics(), minutes: 180 })).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])(
    'are silent with an upload every 5 minutes that is read in the next minute (offset %i)',
    (offset) => {
      const isUpload = (minute: number) => minute % 5 === offset;
      const sparse = pipelineAt({
        minutes: 180,
        upload: (minute) => (isUpload(minute) ? statedLoad : undefined),
        archive: (minute) => ({ records: isUpload(minute - 1) ? recordsPerMinute : 0 }),
      });
      expect(firing(sparse)).toEqual([]);
    },
  );

  it('are silent after one throttled write in 15 minutes', () => {
    const metrics = new PipelineMetrics();
    metrics.stream(20, 'WriteProvisionedThroughputExceeded', 1);
    expect(firing(pipelineAt({ minutes: 60 }, metrics))).toEqual([]);
  });

  it('are silent for 3 h if 5 % of the writes and of the reads are throttled', () => {
    const metrics = new PipelineMetrics();
    const calls = [1, ...Array.from({ length: 17 }, () => 0)];
    for (let minute = 0; minute < 180; minute += 1)
      metrics.stream(minute, 'ReadProvisionedThroughputExceeded', ...calls);
    const throttledWrites = Math.round(recordsPerMinute / 19);
    const throttled = pipelineAt(
      { minutes: 180, upload: () => ({ ...statedLoad, throttledWrites }) },
      metrics,
    );
    expect(firing(throttled)).toEqual([]);
  });

  it('warn if 20 % of the writes are throttled for 10 minutes', () => {
    const throttled = (minutes: number) =>
      pipelineAt({
        minutes: 60,
        upload: (minute) =>
          minute >= 20 && minute < 20 + minutes
            ? { ...statedLoad, throttledWrites: recordsPerMinute / 4 }
            : statedLoad,
      });
    expect(firing(throttled(9))).toEqual([]);
    expect(firstFirings(throttled(10))).toEqual({ 'stream-throttled': 30 });
  });

  it('warn if 20 % of the reads are throttled for 10 minutes', () => {
    const metrics = new PipelineMetrics();
    const calls = [1, 1, 0, 0, 0, 0, 0, 0];
    for (let minute = 20; minute < 30; minute += 1)
      metrics.stream(minute, 'ReadProvisionedThroughputExceeded', ...calls);
    expect(firing(pipelineAt({ minutes: 60 }, metrics))).toEqual(['stream-reads-throttled']);
  });

  it('warn if writes fill 85 % of the shards', () => {
    const shards = Number(synthesize(prod).resource('aws_kinesis_stream', 'stream')['shard_count']);
    const bytes = { recordBytes: 262_144, recordsPerSecond: shards * 4 * 0.85 };
    const records = { recordBytes: 500, recordsPerSecond: shards * 1_000 * 0.85 };
    expect(firing(pipelineAt({ minutes: 60, upload: () => bytes }))).toEqual(['stream-nearly-full']);
    expect(firing(pipelineAt({ minutes: 60, upload: () => records }))).toEqual([
      'stream-nearly-full-records',
    ]);
  });

  it('page 10 minutes after a consumer has stopped under load, although it sends no metrics any more', () => {
    const stopped = pipelineAt({
      minutes: 50,
      archive: (minute) => (minute < 30 ? { records: recordsPerMinute } : undefined),
    });
    expect(firstFirings(stopped)).toEqual({ 'consumer-archive-stopped': 40 });
  });

  it('page if the function is not invoked any more and the mapping reads nothing', () => {
    const { metrics } = pipelineAt({
      minutes: 50,
      archive: (minute) => (minute < 30 ? { records: recordsPerMinute } : undefined),
    });
    for (let minute = 30; minute < 50; minute += 1) metrics.poll('archive', minute);
    expect(firing({ metrics, minutes: 50 })).toEqual(['consumer-archive-stopped']);
  });

  it('page within 2 h if a consumer has stopped that gets an upload every 45 minutes', () => {
    const sparse = pipelineAt({
      minutes: 300,
      upload: (minute) => (minute % 45 === 0 ? statedLoad : undefined),
      archive: (minute) => (minute < 60 ? { records: 0 } : undefined),
    });
    const firings = firstFirings(sparse);
    expect(Object.keys(firings)).toEqual(['consumer-archive-stopped-hours']);
    expect(firings['consumer-archive-stopped-hours']).toBeLessThanOrEqual(60 + 120);
  });

  it('are silent for a consumer with a timeout of 900 s that is invoked every 15 minutes, unless it lags', () => {
    const slowConsumers = prod.consumers.map((consumer) => ({ ...consumer, timeoutSeconds: 900 }));
    const slow = alarmsOf({ ...pipelineOnly, consumers: slowConsumers });
    const busy = (iteratorAgeMillis: number) =>
      pipelineAt({
        minutes: 180,
        archive: (minute) =>
          minute % 15 === 0 ? { records: 15 * recordsPerMinute, iteratorAgeMillis } : undefined,
      });
    expect(firing(busy(1_500), slow)).toEqual([]);
    expect(firing(busy(16 * 60_000), slow)).toEqual(['consumer-archive-lags']);
    expect(firing(busy(1_500))).toEqual(['consumer-archive-stopped']);
  });

  it('warn of batches that fail by partial responses, of which Errors is 0', () => {
    const failing = pipelineAt({
      minutes: 45,
      archive: (minute) =>
        minute < 20
          ? { records: recordsPerMinute }
          : { records: 100, failedBatches: 1, iteratorAgeMillis: (minute - 20) * 60_000 },
    });
    expect(firstFirings(failing)).toEqual({
      'consumer-archive-batches-fail': 26,
      'consumer-archive-blocks-fail': 26,
      'consumer-archive-lags': 42,
    });
  });

  it('are silent after a single failed batch', () => {
    const once = pipelineAt({
      minutes: 60,
      archive: (minute) => ({ records: recordsPerMinute, failedBatches: minute === 20 ? 1 : 0 }),
    });
    expect(firing(once)).toEqual([]);
  });

  it('warn in the minute after a Kinesis record was quarantined', () => {
    const quarantining = pipelineAt({
      minutes: 40,
      archive: (minute) => ({ records: recordsPerMinute, quarantined: minute === 20 ? 1 : 0 }),
    });
    expect(firstFirings(quarantining)).toEqual({ 'consumer-archive-blocks-quarantined': 21 });
  });

  it.each([
    ['are silent', '14 minutes', 14, []],
    ['warn', '16 minutes', 16, ['consumer-archive-lags']],
    ['warn and page', '7 h', 420, ['consumer-archive-lags', 'consumer-archive-lags-critically']],
  ])('%s if a consumer lags by %s', (_, __, lagMinutes, expected) => {
    const lagging = pipelineAt({
      minutes: 60,
      archive: () => ({ records: recordsPerMinute, iteratorAgeMillis: lagMinutes * 60_000 }),
    });
    expect(firing(lagging)).toEqual(expected);
  });

  it('do not end the page of a consumer that stops while it lags', () => {
    const { metrics, minutes } = pipelineAt({
      minutes: 120,
      upload: (minute) => (minute < 30 ? statedLoad : undefined),
      archive: (minute) => (minute < 30 ? { records: 10, iteratorAgeMillis: 420 * 60_000 } : undefined),
    });
    expect(alarms.get('consumer-archive-lags-critically')?.history(metrics.store, minutes).at(-1)).toBe(
      'ALARM',
    );
  });

  it('page if the failures bucket does not accept a failure', () => {
    const metrics = new PipelineMetrics();
    metrics.function('consumer-audit', 20, 'DestinationDeliveryFailures', 1);
    expect(firstFirings(pipelineAt({ minutes: 40 }, metrics))).toEqual({
      'consumer-audit-failures-lost': 21,
    });
  });

  it.each([
    ['are silent', '14 minutes', 14, []],
    ['warn', '16 minutes', 16, ['producer-uploads-wait']],
    ['warn and page', '4 h', 240, ['producer-uploads-late', 'producer-uploads-wait']],
  ])('%s if uploads wait for %s', (_, __, waitMinutes, expected) => {
    const waiting = pipelineAt({
      minutes: 60,
      upload: () => ({ ...statedLoad, eventAgeMillis: waitMinutes * 60_000 }),
    });
    expect(firing(waiting)).toEqual(expected);
  });
});
