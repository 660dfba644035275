import { streamUse } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { maxAlarmActions } from '../limits.js';
import { countSharing } from './consumer-checks.js';
import { eachFunction } from './consumer-settings.js';
import type { IngestSettings } from './ingest-settings.js';
import { shardCountOf } from './stream-settings.js';

const digits = new Intl.NumberFormat('en-US');

/** Constraints between the alarms and the other settings. */
export function alarmProblems(settings: IngestSettings): SettingsProblem[] {
  return [
    ...lagProblems(settings),
    ...throughputProblems(settings),
    ...topicProblems(settings),
    ...shardMetricProblems(settings),
  ];
}

/** A page must come after the warning, and before Kinesis records leave the stream. */
function lagProblems(settings: IngestSettings): SettingsProblem[] {
  const { lagWarningMinutes, lagCriticalMinutes } = settings.alarms;
  const critical = { setting: 'alarms.lagCriticalMinutes', value: lagCriticalMinutes };
  const tooSmall = {
    ...critical,
    advice: `set it above alarms.lagWarningMinutes (${lagWarningMinutes}): the warning comes first`,
  };
  return [
    ...(lagCriticalMinutes > lagWarningMinutes ? [] : [tooSmall]),
    ...lagLimits(settings)
      .filter(({ seconds }) => lagCriticalMinutes * 60 >= seconds)
      .map(({ seconds, advice }) => ({
        ...critical,
        advice: `set it below ${digits.format(seconds / 60)} minutes, or raise ${advice}`,
      })),
  ];
}

/** The ages at which Kinesis records leave the stream. */
function lagLimits({ stream: { retentionHours }, consumers }: IngestSettings) {
  const retention = {
    seconds: retentionHours * 3_600,
    advice: `stream.retentionHours (${retentionHours}): Kinesis deletes older Kinesis records`,
  };
  const ages = eachFunction(consumers, ({ maxRecordAgeSeconds }, index) => ({
    seconds: maxRecordAgeSeconds,
    advice: `consumers.${index}.maxRecordAgeSeconds (${maxRecordAgeSeconds}): Lambda dead-letters older Kinesis records`,
  }));
  return [retention, ...ages];
}

/** Shards that are provisioned for a load must not set the alarm off at this load. */
function throughputProblems({ alarms, stream: { capacity }, consumers }: IngestSettings): SettingsProblem[] {
  if (capacity.mode !== 'provisioned-by-load') return [];
  const sharing = countSharing(consumers);
  const shards = shardCountOf(capacity, sharing) ?? 1;
  const usePercent = 100 * streamUse({ ...capacity, consumers: sharing }, shards).write;
  if (alarms.writeThroughputPercent > usePercent) return [];
  return [
    {
      setting: 'alarms.writeThroughputPercent',
      value: alarms.writeThroughputPercent,
      advice:
        `set it above ${Math.ceil(usePercent)}, or lower stream.capacity.targetUsePercent (${capacity.targetUsePercent}): the load in stream.capacity uses ` +
        `${Math.ceil(usePercent)} % of ${digits.format(shards)} shards, and the alarm would go off`,
    },
  ];
}

function topicProblems({
  alarms: { ownTopic, topicArns, pageTopicArns },
}: IngestSettings): SettingsProblem[] {
  const all = [...topicArns, ...pageTopicArns];
  const repeated = pageTopicArns.flatMap((arn, index) =>
    all.indexOf(arn) === topicArns.length + index
      ? []
      : [
          {
            setting: `alarms.pageTopicArns.${index}`,
            value: arn,
            advice: 'remove it: an earlier entry of pageTopicArns or topicArns is the same topic',
          },
        ],
  );
  const actions = all.length + (ownTopic ? 1 : 0);
  if (actions <= maxAlarmActions) return repeated;
  return [
    ...repeated,
    {
      setting: 'alarms topics',
      value: actions,
      advice: `keep at most ${maxAlarmActions} of topicArns, pageTopicArns and the stack's own topic: an alarm has no more actions`,
    },
  ];
}

function shardMetricProblems({ stream: { capacity, shardLevelMetrics } }: IngestSettings): SettingsProblem[] {
  if (!shardLevelMetrics || capacity.mode !== 'existing') return [];
  return [
    {
      setting: 'stream.shardLevelMetrics',
      value: true,
      advice:
        'set it to false: the stack does not change an existing stream; its owner enables these metrics',
    },
  ];
}
