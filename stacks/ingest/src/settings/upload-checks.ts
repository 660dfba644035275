import { findOverlaps, type NotificationFilter } from '@headwaters/aws-rules';
import { findUploadRuleProblems, serializeUploadRules } from '@headwaters/pipeline-contract';
import type { SettingsProblem } from '@headwaters/terraform-stack';
import { groupFilters, uploadPattern } from '../filters/event-pattern.js';
import { uploadEvents } from '../filters/upload-filter.js';
import { eventBridgeLimits, lambdaQuotas, maxBucketNameCharacters } from '../limits.js';
import type { IngestSettings } from './ingest-settings.js';
import { maxConcurrencyOf } from './producer-settings.js';
import { resolvedUploads, uploadFiltersOf } from './upload-filters.js';

const digits = new Intl.NumberFormat('en-US');

/** Constraints between the rules of uploads, and between them and what starts the producer. */
export function uploadProblems(settings: IngestSettings): SettingsProblem[] {
  return [
    ...shorthandProblems(settings),
    ...ruleProblems(settings),
    ...sizeProblems(settings),
    ...overlapProblems(settings),
    ...patternProblems(settings),
    ...concurrencyProblems(settings),
  ];
}

function shorthandProblems({ uploads, buckets }: IngestSettings): SettingsProblem[] {
  if (uploads === undefined || buckets.suffixes === undefined) return [];
  return [
    {
      setting: 'buckets.suffixes',
      value: buckets.suffixes,
      advice: 'remove it: uploads says which uploads are read. One of the two is enough',
    },
  ];
}

/** Conflicts within a rule, and rules that an earlier one hides. */
function ruleProblems(settings: IngestSettings): SettingsProblem[] {
  const rules = resolvedUploads(settings) ?? [];
  return findUploadRuleProblems(rules).map(({ index, setting, advice }) => ({
    setting: `uploads.${index}.${setting}`,
    value: rules[index]?.[setting],
    advice,
  }));
}

/** What the other variables of the producer need, with names as long as AWS allows. */
const otherVariablesBytes = 1_024;

function sizeProblems({ uploads, producer }: IngestSettings): SettingsProblem[] {
  if (uploads === undefined) return [];
  const bytes = Buffer.byteLength(serializeUploadRules(uploads, producer));
  const maxBytes = lambdaQuotas.maxEnvironmentBytes - otherVariablesBytes;
  if (bytes <= maxBytes) return [];
  return [
    {
      setting: 'uploads',
      value: `${digits.format(bytes)} bytes of JSON`,
      advice:
        `shorten it to ${digits.format(maxBytes)} bytes: the environment variables of a function together have ${digits.format(lambdaQuotas.maxEnvironmentBytes)}. ` +
        'Move what most rules share to producer, or use a stack for each group of uploads',
    },
  ];
}

/** S3 compares the filters of a bucket when it stores them. EventBridge does not, and there overlapping filters share a rule. */
function overlapProblems(settings: IngestSettings): SettingsProblem[] {
  if (settings.buckets.trigger === 'eventbridge') return [];
  const filters = uploadFiltersOf(settings);
  const notifications = filters.map((filter): NotificationFilter => ({ ...filter, events: uploadEvents }));
  const [list, field] = settings.uploads === undefined ? ['buckets.suffixes', ''] : ['uploads', '.suffix'];
  const overlapped = new Map(findOverlaps(notifications).map(({ first, second }) => [second, first]));
  return [...overlapped].map(([second, first]) => ({
    setting: `${list}.${second}${field}`,
    value: filters[second]?.suffix,
    advice:
      `change or remove it: it overlaps ${list}.${first}, and S3 refuses overlapping filters of a bucket. ` +
      "With buckets.trigger 'eventbridge', filters may overlap",
  }));
}

/** The longest name that a bucket can have: the name of the stack's own bucket contains the account. */
const longestBucketName = 'x'.repeat(maxBucketNameCharacters);

function patternProblems(settings: IngestSettings): SettingsProblem[] {
  if (settings.buckets.trigger !== 'eventbridge') return [];
  const { maxPatternCharacters } = eventBridgeLimits;
  const lengths = groupFilters(uploadFiltersOf(settings)).map(
    (group) => uploadPattern(longestBucketName, group).length,
  );
  return lengths
    .filter((length) => length > maxPatternCharacters)
    .map((length) => ({
      setting: settings.uploads === undefined ? 'buckets.suffixes' : 'uploads',
      value: `a pattern of ${digits.format(length)} characters`,
      advice: `use fewer or shorter filters that overlap: they share a rule of EventBridge, whose pattern has at most ${digits.format(maxPatternCharacters)} characters`,
    }));
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, read on 2026-11-29. */
function concurrencyProblems({ buckets, producer }: IngestSettings): SettingsProblem[] {
  const { reservedConcurrency } = producer;
  const value = maxConcurrencyOf(producer);
  if (buckets.trigger !== 'queue' || reservedConcurrency === undefined || value <= reservedConcurrency) {
    return [];
  }
  return [
    {
      setting: 'producer.queue.maxConcurrency',
      value,
      advice:
        `set it to at most producer.reservedConcurrency (${reservedConcurrency}), or raise that: Lambda would throttle messages, which count as ` +
        'received, and move them to the dead-letter queue. The least value is 2',
    },
  ];
}
