import { isScheduleProblem, parseSchedule, type Schedule, targetRetryRanges } from '@headwaters/aws-rules';
import {
  type Attributes,
  AttributeInvalidError,
  type JsonObject,
  parseJsonObject,
} from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { compilePattern } from '../filter/filter-pattern.js';
import { splitJoinedKeys } from '../filter/joined-keys.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import { patternProblem } from './filter-criteria.js';
import { isFifo } from './queues.js';
import type { StackReader } from './stack-reader.js';

/** A rule on the default event bus of EventBridge. */
export interface EventRulePlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** Without keys that are joined by dots; `undefined` if the rule has a schedule only. */
  readonly pattern: JsonObject | undefined;
  /** When the rule runs, whatever happens; `undefined` without a schedule. */
  readonly schedule: Schedule | undefined;
  readonly targets: readonly EventTargetPlan[];
}

/** A target of a rule: a function or a queue. */
export interface EventTargetPlan {
  readonly address: string;
  readonly destination: DestinationPlan;
  readonly input: TargetInput;
  /** How often EventBridge retries what the target refuses. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** Queue of the events that could not be delivered. */
  readonly deadLetters: DestinationPlan | undefined;
}

/** What a target receives: the event, a constant, or the part of the event at a path. */
export type TargetInput =
  | { readonly kind: 'event' }
  /** JSON. */
  | { readonly kind: 'constant'; readonly json: string }
  | { readonly kind: 'path'; readonly keys: readonly string[] };

/** A target as declared, with the rule that it names. */
interface DeclaredTarget {
  readonly address: string;
  readonly rule: string;
  readonly bus: string;
  readonly arn: string;
}

/** Reads the rules on the default event bus, each with its targets: functions and standard queues. */
export function readEventRules(stack: StackReader): readonly EventRulePlan[] {
  const targets = stack.readAll('aws_cloudwatch_event_target', (declared) => ({
    ...readTargetIdentity(declared),
    plan: isSupported(declared.string('arn')) ? readTarget(declared) : undefined,
  }));
  return stack
    .readAll('aws_cloudwatch_event_rule', (declared) => readRule(stack, declared))
    .filter((rule) => rule !== undefined)
    .map((rule) => ({
      ...rule,
      targets: targets.flatMap(({ rule: name, bus, plan }) =>
        plan !== undefined && name === rule.name && isDefaultBus(bus) ? [plan] : [],
      ),
    }));
}

/** A rule of another bus never runs. */
function readRule(stack: StackReader, declared: Attributes): Omit<EventRulePlan, 'targets'> | undefined {
  if (!isDefaultBus(busOf(declared))) return undefined;
  const pattern = declared.optionalString('event_pattern') ?? '';
  const { address } = declared;
  return {
    address,
    name: stack.string(address, 'name'),
    arn: stack.string(address, 'arn'),
    enabled: isEnabled(declared),
    pattern: pattern === '' ? undefined : readPattern(pattern, `${address}.event_pattern`),
    schedule: readSchedule(declared),
  };
}

/** @throws {@link AttributeInvalidError} for a schedule that AWS refuses. One that is not supported never runs. */
function readSchedule(declared: Attributes): Schedule | undefined {
  const schedule = findSchedule(declared);
  if (schedule === undefined || !isScheduleProblem(schedule)) return schedule;
  if (schedule.kind === 'unsupported') return undefined;
  throw new AttributeInvalidError(
    `${declared.address}.schedule_expression`,
    `is invalid: ${schedule.problem}. AWS: Parameter ScheduleExpression is not valid`,
  );
}

function findSchedule(declared: Attributes): ReturnType<typeof parseSchedule> | undefined {
  const expression = declared.optionalString('schedule_expression') ?? '';
  return expression === '' ? undefined : parseSchedule(expression);
}

/** Recorded: LocalStack's snapshots of real AWS, test_events_patterns. */
const invalidPattern = 'Event pattern is not valid';

function readPattern(text: string, location: string): JsonObject {
  const pattern = parseJsonObject(text);
  if (pattern === undefined)
    throw new AttributeInvalidError(location, `is no JSON object. AWS: ${invalidPattern}`);
  try {
    compilePattern(pattern, 'eventbridge');
    return splitJoinedKeys(pattern) as JsonObject;
  } catch (error) {
    throw error instanceof SyntaxError ? patternProblem(location, error, invalidPattern) : error;
  }
}

/** `is_enabled` is deprecated by the provider, which uses `state`. */
function isEnabled(declared: Attributes): boolean {
  const state = declared.optionalString('state');
  return state === undefined ? declared.value('is_enabled') !== false : state !== 'DISABLED';
}

/** The name of a bus, also from its ARN. */
function busOf(declared: Attributes): string {
  const bus = declared.optionalString('event_bus_name') ?? 'default';
  return bus.slice(bus.lastIndexOf('/') + 1);
}

function isDefaultBus(bus: string): boolean {
  return bus === 'default';
}

function readTargetIdentity(declared: Attributes): DeclaredTarget {
  return {
    address: declared.address,
    rule: declared.string('rule'),
    bus: busOf(declared),
    arn: declared.string('arn'),
  };
}

function isSupported(arn: string): boolean {
  return /^arn:[^:]+:(lambda|sqs):/.test(arn) && !isFifo(arn);
}

function readTarget(declared: Attributes): EventTargetPlan {
  const { address } = declared;
  const destination = readDestination(declared, 'arn');
  if (destination === undefined) throw new AttributeInvalidError(`${address}.arn`, 'must be a string');
  const retry = declared.block('retry_policy');
  const { maximumEventAgeSeconds: age, maximumRetryAttempts: attempts } = targetRetryRanges;
  return {
    address,
    destination,
    input: readInput(declared),
    maximumRetryAttempts: retry?.optionalInteger('maximum_retry_attempts', attempts) ?? attempts.max,
    maximumEventAgeSeconds: retry?.optionalInteger('maximum_event_age_in_seconds', age) ?? age.max,
    deadLetters: readDeadLetters(declared),
  };
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (read 2026-11-29): a standard queue. */
function readDeadLetters(declared: Attributes): DestinationPlan | undefined {
  const block = declared.block('dead_letter_config');
  const destination = readDestination(block, 'arn');
  if (destination === undefined || (destination.kind === 'sqs' && !isFifo(destination.arn)))
    return destination;
  throw new AttributeInvalidError(
    `${block?.address ?? declared.address}.arn`,
    `is ${destination.arn}; EventBridge sends dead letters to a standard queue only`,
  );
}

/** Terraform accepts one of the attributes only. Of JSONPath, the simulator knows members: `$.detail.object`. */
function readInput(declared: Attributes): TargetInput {
  const json = declared.optionalString('input') ?? '';
  if (json !== '') {
    if (isJson(json)) return { kind: 'constant', json };
    throw new AttributeInvalidError(`${declared.address}.input`, 'must be JSON');
  }
  const path = declared.optionalString('input_path') ?? '';
  if (path === '') return { kind: 'event' };
  if (/^\$(\.[\w-]+)*$/.test(path)) return { kind: 'path', keys: path.split('.').slice(1) };
  throw new AttributeInvalidError(
    `${declared.address}.input_path`,
    `is ${path}; the simulator supports paths of members only, such as $.detail.object`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Finds rules that would never fire here, and targets that would receive nothing, although AWS accepts both. */
export function findSilentRules(stack: StackReader): readonly UnsupportedFeature[] {
  const onOtherBus = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target']
    .flatMap((type) => stack.resources(type))
    .filter((declared) => !isDefaultBus(stack.known(() => busOf(declared)) ?? 'default'))
    .map(({ address }) => ({
      address,
      attribute: 'event_bus_name',
      consequence: 'the simulator has the default event bus only, which receives the events of S3',
    }));
  const others = stack
    .resources('aws_cloudwatch_event_target')
    .map((declared) => ({ address: declared.address, arn: stack.known(() => declared.string('arn')) }))
    .filter(({ arn }) => arn !== undefined && !isSupported(arn))
    .map(({ address, arn = '' }) => ({
      address,
      attribute: 'arn',
      consequence: `the simulator sends events to functions and standard queues only, not to ${arn}`,
    }));
  return [...onOtherBus, ...others, ...findUnsupportedSchedules(stack)];
}

function findUnsupportedSchedules(stack: StackReader): readonly UnsupportedFeature[] {
  return stack.resources('aws_cloudwatch_event_rule').flatMap((declared) => {
    const schedule = stack.known(() => findSchedule(declared));
    if (schedule === undefined || !isScheduleProblem(schedule) || schedule.kind !== 'unsupported') return [];
    const { address } = declared;
    return [
      { address, attribute: 'schedule_expression', consequence: `${schedule.problem}; the rule never runs` },
    ];
  });
}
