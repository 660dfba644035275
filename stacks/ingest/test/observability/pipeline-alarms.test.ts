import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { alarmLimits } from '../../src/limits.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { events, queued } from '../environments/every-feature.js';
import { synthesize, type SynthesizedStack } from '../synthesize.js';

const stack = synthesize(prod);
const alarmsOf = (of: SynthesizedStack) => Object.entries(of.resources('aws_cloudwatch_metric_alarm'));
const alarms = alarmsOf(stack);
const alarm = (id: string) => stack.resource('aws_cloudwatch_metric_alarm', `alarm_${id}`);
const idsOf = (settings: IngestSettingsInput) =>
  alarmsOf(synthesize(settings)).map(([name]) => name.replace('alarm_', ''));

const pageOf = (name: string) =>
  readFileSync(new URL(`../../../../apps/docs/${name}.md`, import.meta.url), 'utf8');
const runbook = pageOf('runbook');

/** The alarms of environments with the parts that are not in every environment. */
const optionalAlarms = [synthesize(queued), synthesize(events)].flatMap((each) => alarmsOf(each));

const isOptional = (id: string) => /^uploads-(?!never)|<target>|<delivery>/.test(id);

/** The alarms in the tables of the page on operating, with their severities, for these values of the placeholders. */
function documentedAlarms(
  parts: Readonly<Record<string, readonly string[]>>,
  belongs: (id: string) => boolean,
): string[] {
  const table = [...pageOf('operate').matchAll(/^\| `([\w<>-]+)` +\| (warning|page) /gm)];
  const rows = table.filter(([, id = '']) => belongs(id));
  return rows.flatMap(([, id = '', severity = '']) => {
    const [placeholder = ''] = /<\w+>/.exec(id) ?? [];
    const ids =
      placeholder === '' ? [id] : (parts[placeholder] ?? []).map((part) => id.replace(placeholder, part));
    return ids.map((found) => `${found}: ${severity}`);
  });
}

/** The anchors of the runbook's sections, as GitHub and VitePress make them. */
const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

/** The anchor in an alarm's description. */
const linkOf = ({ alarm_description: description }: Record<string, unknown>) =>
  / What to do: apps\/docs\/runbook\.md#(\S+)$/.exec(String(description))?.[1];

const isPage = ({ alarm_description: description }: Record<string, unknown>) =>
  String(description).startsWith('Page: ');

const summaryOf = ([name, block]: (typeof alarms)[number]) =>
  `${name.replace('alarm_', '')}: ${isPage(block) ? 'page' : 'warning'}`;

const topic = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;

describe('PipelineAlarms', () => {
  it('links every alarm to a section of the runbook', () => {
    const broken = [...alarms, ...optionalAlarms].filter(
      ([, block]) => !anchors.includes(linkOf(block) ?? ''),
    );
    expect(broken.map(([name]) => name)).toEqual([]);
  });

  it('has an alarm for every section of the runbook', () => {
    const linked = [...alarms, ...optionalAlarms].map(([, block]) => linkOf(block));
    expect(anchors.filter((anchor) => !linked.includes(anchor))).toEqual([]);
  });

  it('has the alarms and severities in the table of the page on operating', () => {
    const consumers = ['consumer-archive', 'consumer-audit'];
    const parts = { '<consumer>': consumers, '<function>': ['producer', ...consumers] };
    const documented = documentedAlarms(parts, (id) => !isOptional(id));
    expect(documented.sort()).toEqual(alarms.map(summaryOf).sort());
  });

  it('has the alarms of queues, rules and delivery streams in the second table of that page', () => {
    const parts = {
      '<rule>': ['1', '2', '3'],
      '<delivery>': ['consumer-raw', 'consumer-dwh'],
      '<target>': ['consumer-raw', 'consumer-dwh', 'consumer-forward'],
    };
    const isOfFunction = (summary: string) => !/^uploads-|-delivery-late|^consumer-(raw|dwh)-/.test(summary);
    const actual = new Set(optionalAlarms.map(summaryOf).filter((summary) => !isOfFunction(summary)));
    expect(documentedAlarms(parts, isOptional).sort()).toEqual([...actual].sort());
  });

  it('links to the site of the documentation with alarms.runbookUrl', () => {
    const linking = synthesize({
      ...dev,
      alarms: { ...dev.alarms, runbookUrl: 'https://docs.example.com/runbook' },
    });
    expect(linking.resource('aws_cloudwatch_metric_alarm', 'alarm_consumer-audit-lags')).toMatchObject({
      alarm_description: expect.stringMatching(/: https:\/\/docs\.example\.com\/runbook#a-consumer-lags$/),
    });
  });

  it('has messages of at most 1,024 characters and evaluates at most a day, or a week by the hour, as CloudWatch requires', () => {
    const offenders = alarms.filter(([, block]) => {
      const queries = (block['metric_query'] ?? []) as { metric?: { period: number } }[];
      const period = queries.reduce((longest, { metric }) => Math.max(longest, metric?.period ?? 0), 0);
      const periodSeconds = Number(block['period'] ?? period);
      const seconds = Number(block['evaluation_periods']) * periodSeconds;
      const { maxEvaluatedSeconds: week, maxEvaluatedSecondsOfShortPeriods: day } = alarmLimits;
      return (
        !(seconds > 0 && seconds <= (periodSeconds < 3_600 ? day : week)) ||
        String(block['alarm_description']).length > 1_024
      );
    });
    expect(offenders.map(([name]) => name)).toEqual([]);
  });

  it('pages if data is at risk or a consumer has stopped, and warns of the rest', () => {
    const pages = alarms.filter(([, block]) => isPage(block)).map(([name]) => name.replace('alarm_', ''));
    expect(pages.sort()).toEqual(
      [
        ...['archive', 'audit'].flatMap((name) =>
          ['failures-lost', 'lags-critically', 'stopped', 'stopped-hours'].map(
            (condition) => `consumer-${name}-${condition}`,
          ),
        ),
        'canary-failed',
        'producer-failures-lost',
        'producer-uploads-late',
      ].sort(),
    );
    expect(
      alarms.filter(([, { alarm_description: text }]) => !/^(Page|Warning): /.test(String(text))),
    ).toEqual([]);
  });

  it('has no alarm on blocks for a consumer of another team, which does not send these metrics', () => {
    const consumer = { name: 'search', sink: 'own', archiveFile: 'apps/consumer/dist/consumer.zip' } as const;
    const ids = idsOf({ ...prod, canary: undefined, consumers: [consumer] });
    expect(ids).toContain('consumer-search-batches-fail');
    expect(ids.filter((id) => id.includes('-blocks-'))).toEqual([]);
  });

  it('has no alarm on reads if every consumer has its own read throughput', () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, fanOut: true }));
    expect(idsOf(dev)).toContain('stream-reads-throttled');
    expect(idsOf({ ...dev, consumers })).not.toContain('stream-reads-throttled');
  });

  it('has no capacity alarm for an on-demand stream', () => {
    const ids = idsOf({ ...dev, stream: { ...dev.stream, capacity: { mode: 'on-demand' } } });
    expect(ids).toContain('stream-throttled');
    expect(ids.filter((id) => id.includes('nearly-full'))).toEqual([]);
  });

  it('does not warn of waiting uploads if maxEventAgeSeconds is at most twice alarms.lagWarningMinutes', () => {
    const withAge = (maxEventAgeSeconds: number) =>
      idsOf({ ...dev, producer: { ...dev.producer, maxEventAgeSeconds } }).filter((id) =>
        /-(wait|late)$/.test(id),
      );
    expect(withAge(1_801)).toEqual(['producer-uploads-late', 'producer-uploads-wait']);
    expect(withAge(1_800)).toEqual(['producer-uploads-late']);
  });

  it.each([
    [120, 1, 2, 3],
    [298, 1, 2, 3],
    [299, 1, 3, 5],
    [900, 300, 6, 11],
  ])(
    'looks at longer times if a batch takes %i s and waits for %i s: %i silent periods, %i periods of a lag',
    (timeoutSeconds, batchingWindowSeconds, silent, lagging) => {
      // The canary allows no batching window of 300 s.
      const withoutCanary = { ...prod, canary: undefined };
      const consumers = prod.consumers.map((consumer) => ({
        ...consumer,
        timeoutSeconds,
        batchingWindowSeconds,
      }));
      const slow = synthesize({ ...withoutCanary, consumers }).resources('aws_cloudwatch_metric_alarm');
      expect(slow['alarm_consumer-audit-stopped']).toMatchObject({
        datapoints_to_alarm: silent,
        evaluation_periods: silent,
      });
      expect(slow['alarm_consumer-audit-lags']).toMatchObject({
        datapoints_to_alarm: 2,
        evaluation_periods: lagging,
      });
    },
  );

  it('enables the metrics of the event source mappings that alarms read', () => {
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).toMatchObject({
      metrics_config: { metrics: ['EventCount'] },
    });
  });

  it('goes off at 80 % of the write capacity of the shards', () => {
    const shards = Number(stack.resource('aws_kinesis_stream', 'stream')['shard_count']);
    expect(alarm('stream-nearly-full')).toMatchObject({
      threshold: Math.floor(shards * 60 * 1_048_576 * 0.8),
    });
    expect(alarm('stream-nearly-full-records')).toMatchObject({ threshold: shards * 60 * 1_000 * 0.8 });
  });

  it('notifies the topics of the settings when an alarm goes off and when it is over, and more topics of a page', () => {
    const alarmed = alarmsOf(
      synthesize({
        ...dev,
        alarms: { ...dev.alarms, topicArns: [topic('team')], pageTopicArns: [topic('on-call')] },
      }),
    );
    const wrong = alarmed.filter(([, block]) => {
      const expected = String([topic('team'), ...(isPage(block) ? [topic('on-call')] : [])]);
      return String(block['alarm_actions']) !== expected || String(block['ok_actions']) !== expected;
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });
});

describe('AlarmTopic', () => {
  it('is notified by every alarm, when it goes off and when it is over', () => {
    const topic = '${aws_sns_topic.alarm-topic.arn}';
    const silent = alarms
      .filter(
        ([, { alarm_actions, ok_actions }]) =>
          String(alarm_actions) !== topic || String(ok_actions) !== topic,
      )
      .map(([name]) => name);
    expect(silent).toEqual([]);
    expect(stack.outputs()).toMatchObject({ 'alarm-topic-arn': topic });
  });

  it('is encrypted, and accepts messages from alarms of this account only', () => {
    expect(stack.resource('aws_sns_topic', 'alarm-topic')).toMatchObject({
      name: 'headwaters-ingest-prod-alarms',
      kms_master_key_id: '${aws_kms_key.key.arn}',
      policy: '${data.aws_iam_policy_document.alarm-topic_policy.json}',
    });
    expect(stack.statements('alarm-topic_policy')).toMatchObject([
      {
        actions: ['sns:Publish'],
        resources: ['arn:aws:sns:us-east-1:111122223333:headwaters-ingest-prod-alarms'],
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        condition: [{ variable: 'aws:SourceAccount', values: ['111122223333'] }],
      },
    ]);
  });

  it('is usable by CloudWatch, by the key policy', () => {
    expect(stack.keyPolicy().Statement).toContainEqual(
      expect.objectContaining({
        Sid: 'EncryptAlarms',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
  });

  it('is absent with alarms.ownTopic false', () => {
    expect(synthesize(dev).resources('aws_sns_topic')).toEqual({});
  });
});
