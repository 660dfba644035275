import { isScheduleProblem, nextRun, parseSchedule } from '@headwaters/aws-rules';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { alarmLimits } from '../limits.js';
import { eachFunction, hasFunction, writesAllReceipts } from './consumer-settings.js';
import type { IngestSettings } from './ingest-settings.js';
import { canaryFollowSeconds } from './operation-settings.js';
import { resolvedUploads, uploadFiltersOf } from './upload-filters.js';

/** Constraints between the settings of the reconciler and the canary, and the others. */
export function operationProblems(settings: IngestSettings): SettingsProblem[] {
  return [
    ...principalProblems(settings),
    ...scheduleProblems(settings),
    ...ageProblems(settings),
    ...prefixProblems(settings),
    ...fieldProblems(settings),
    ...followerProblems(settings),
    ...windowProblems(settings),
  ];
}

function principalProblems({ operators }: IngestSettings): SettingsProblem[] {
  const principals = operators?.principals ?? [];
  return principals.flatMap((arn, index) =>
    principals.indexOf(arn) === index
      ? []
      : [
          {
            setting: `operators.principals.${index}`,
            value: arn,
            advice: 'remove it: an earlier entry is the same',
          },
        ],
  );
}

/** Any day: the longest time between two runs must not depend on the day of the synthesis. */
const firstDayMillis = Date.UTC(2027, 0, 1);

/** Runs of a cron expression that are compared: those of a year, unless it runs more often than twice a day. */
const comparedRuns = 750;

/** The longest time between two runs, in seconds; Infinity if there are no two. */
export function longestGapSeconds(expression: string): number {
  const schedule = parseSchedule(expression);
  if (isScheduleProblem(schedule)) return Infinity;
  if (schedule.kind === 'rate') return schedule.periodMillis / 1_000;
  let [longest, last] = [0, nextRun(schedule, firstDayMillis)];
  for (let runs = 0; runs < comparedRuns; runs += 1) {
    const next = last === undefined ? undefined : nextRun(schedule, last);
    if (last === undefined || next === undefined) return Infinity;
    longest = Math.max(longest, next - last);
    last = next;
  }
  return longest / 1_000;
}

/** An alarm notices that two runs are missing, and CloudWatch looks at seven days. */
function scheduleProblems({ reconcile }: IngestSettings): SettingsProblem[] {
  if (reconcile === undefined) return [];
  const maxGapSeconds = alarmLimits.maxEvaluatedSeconds / 2;
  if (longestGapSeconds(reconcile.schedule) <= maxGapSeconds) return [];
  return [
    {
      setting: 'reconcile.schedule',
      value: reconcile.schedule,
      advice:
        `let it run at least every ${maxGapSeconds / 3_600} hours: an alarm says that two runs are missing, ` +
        'and CloudWatch looks at seven days',
    },
  ];
}

function ageProblems({ reconcile, buckets: { receiptDays } }: IngestSettings): SettingsProblem[] {
  if (reconcile === undefined || reconcile.sinceDays < receiptDays) return [];
  return [
    {
      setting: 'reconcile.sinceDays',
      value: reconcile.sinceDays,
      advice: `set it below buckets.receiptDays (${receiptDays}): without their receipts, older uploads would seem to be lost`,
    },
  ];
}

/** The index of the first filter that uploads of the canary can match, whose suffix they have; -1 if none does. */
function findCanaryFilter(settings: IngestSettings): number {
  const { canary } = settings;
  return uploadFiltersOf(settings).findIndex(({ prefix }) => canary?.prefix.startsWith(prefix));
}

function prefixProblems(settings: IngestSettings): SettingsProblem[] {
  const { canary } = settings;
  if (canary === undefined || findCanaryFilter(settings) >= 0) return [];
  const filters = uploadFiltersOf(settings).map(({ prefix, suffix }) => `${prefix}*${suffix}`);
  return [
    {
      setting: 'canary.prefix',
      value: canary.prefix,
      advice:
        `set it to a prefix of uploads that are read, or add a rule to uploads for it: the uploads of the canary would start nothing. ` +
        `Those that are read are ${filters.join(', ')}`,
    },
  ];
}

/** The canary knows no fields, and a plain Kinesis record of a slot does not say which bytes of its upload it has. */
function fieldProblems(settings: IngestSettings): SettingsProblem[] {
  const { canary, producer, uploads } = settings;
  const index = findCanaryFilter(settings);
  if (canary === undefined || index < 0) return [];
  const rule = resolvedUploads(settings)?.[index] ?? producer;
  if (rule.partitionStrategy !== 'field') return [];
  const owner = uploads === undefined ? 'producer' : `uploads.${index}`;
  const earlierRule = `add an earlier rule to uploads for canary.prefix (${canary.prefix})`;
  const rejected = {
    setting: `${owner}.partitionMissing`,
    value: rule.partitionMissing,
    advice: `set it to 'slot', or ${earlierRule}: the uploads of the canary have no fields, and would be rejected`,
  };
  const untraced = {
    setting: `${owner}.partitionStrategy`,
    value: rule.partitionStrategy,
    advice: `${earlierRule}: with producer.wire 'plain', consumers can't say which bytes of the upload of the canary they have`,
  };
  return [
    ...(rule.partitionMissing === 'reject' ? [rejected] : []),
    ...(producer.wire === 'plain' ? [untraced] : []),
  ];
}

function followerProblems({ canary, consumers }: IngestSettings): SettingsProblem[] {
  if (canary === undefined || consumers.some((each) => hasFunction(each) && writesAllReceipts(each)))
    return [];
  return [
    {
      setting: 'canary',
      value: canary,
      advice:
        'remove it, or add a consumer with a sink of the stack and without a filter: the canary follows its upload by the receipts of the consumers',
    },
  ];
}

/** What the canary allows for the producer, the stream and the consumer besides the batching window, in seconds. */
const canaryMarginSeconds = 20;

/** Without other uploads, the upload of the canary waits for the end of the batching window. */
function windowProblems({ canary, consumers }: IngestSettings): SettingsProblem[] {
  if (canary === undefined) return [];
  const maxSeconds = canaryFollowSeconds(canary) - canaryMarginSeconds;
  return eachFunction(consumers, (consumer, index) => {
    const { enabled, batchingWindowSeconds: value } = consumer;
    if (!enabled || !writesAllReceipts(consumer) || value <= maxSeconds) return [];
    return [
      {
        setting: `consumers.${index}.batchingWindowSeconds`,
        value,
        advice:
          `set it to at most ${maxSeconds}${canary.everyMinutes < 5 ? ', set canary.everyMinutes to 5' : ''}, or remove canary: ` +
          'each upload of the canary would wait longer than the canary does, and page',
      },
    ];
  });
}
