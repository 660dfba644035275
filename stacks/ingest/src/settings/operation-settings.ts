import { isScheduleProblem, parseSchedule } from '@headwaters/aws-rules';
import { oneOf, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';

/** The people and programs that repair the pipeline. */
export const operatorSettings = v.strictObject({
  principals: v.pipe(
    v.array(
      patternString(
        'the ARN of an IAM role or user that may assume the role of the operators, whose permissions are those of the recovery commands. No wildcards',
        /^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
      ),
    ),
    v.minLength(
      1,
      'add the ARN of a role or user, or leave out operators: then the stack creates no role for them',
    ),
  ),
});

const scheduleAdvice =
  'when the function runs, in UTC: rate(...) or cron(...) of EventBridge, such as rate(1 day) or cron(0 6 * * ? *)';

const schedule = v.pipe(
  v.string(`set it to ${scheduleAdvice}`),
  v.rawCheck(({ dataset, addIssue }) => {
    const parsed = dataset.typed ? parseSchedule(dataset.value) : undefined;
    if (parsed !== undefined && isScheduleProblem(parsed)) {
      addIssue({ message: `set it to ${scheduleAdvice}: ${parsed.problem}` });
    }
  }),
  v.metadata({ description: scheduleAdvice }),
);

/** A function that compares every uploaded object with the ledger. */
export const reconcileSettings = v.strictObject({
  schedule,
  sinceDays: v.optional(
    wholeNumber({
      unit: 'days',
      min: 1,
      max: 3_650,
      description: 'how many days back uploads are compared with the ledger',
    }),
    7,
  ),
});

/** A function that uploads a small object again and again, and follows it to every consumer. */
export const canarySettings = v.strictObject({
  everyMinutes: wholeNumber({
    unit: 'minutes',
    min: 1,
    max: 1_440,
    description: 'time between two uploads of the canary',
  }),
  prefix: v.optional(
    patternString(
      "the prefix of the keys of its uploads, of letters, digits and !-_.'()/ only, ending with a slash. Uploads under it expire after a day, so nothing else must be there",
      /^[\w!.'()-][\w!.'()/-]*\/$/,
    ),
    'canary/',
  ),
});

export type CanarySettings = v.InferOutput<typeof canarySettings>;

/** Longest timeout of the canary, in seconds: it waits for the pipeline. */
const maxCanaryTimeoutSeconds = 300;

/** The timeout of the canary's function: it must end before the next run starts. */
export function canaryTimeoutSeconds({ everyMinutes }: Pick<CanarySettings, 'everyMinutes'>): number {
  return Math.min(everyMinutes * 60, maxCanaryTimeoutSeconds);
}

/** How long the canary follows its upload, in seconds. Of its time, a minute is left, or half: see `apps/canary/src/handler.ts`. */
export function canaryFollowSeconds(settings: Pick<CanarySettings, 'everyMinutes'>): number {
  const timeoutSeconds = canaryTimeoutSeconds(settings);
  return timeoutSeconds - Math.min(60, timeoutSeconds / 2);
}

/** What a consumer does with the uploads of the canary. The default depends on its sink. */
export const canaryHandling = v.optional(
  v.pipe(
    oneOf(
      ['store', 'skip'],
      'whether the uploads of the canary reach the sink. If not, the consumer decodes them, and its receipt says that it accepted them',
    ),
    v.metadata({ defaultValue: "`'store'` with the sinks archive and log, `'skip'` with the others" }),
  ),
);
