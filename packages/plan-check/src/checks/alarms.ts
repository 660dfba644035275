import {
  blockOf,
  blocksOf,
  isSet,
  isUnknownValue,
  stringOf,
  withoutIndexes,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { findMappedFunction, findStream, listStreamMappings } from '../stack/event-sources.js';
import { refersTo, type TerraformStack } from '../stack/terraform-stack.js';
import { isNotChecked, type Check, type Outcome } from './check.js';

const listAlarms = (stack: TerraformStack) => stack.resourcesOfType('aws_cloudwatch_metric_alarm');

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html and
 * https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html (read 2026-11-29).
 */
export const iteratorAgeAlarm: Check = {
  id: 'iterator-age-alarm',
  severity: 'warning',
  why: 'A consumer that falls behind, or that one bad record blocks, shows only in the iterator age, until records expire.',
  fix: 'Add an alarm on IteratorAge of the function, or on GetRecords.IteratorAgeMilliseconds of the stream, below the retention.',
  find: (stack) => {
    const watched = new Set<string>();
    return listStreamMappings(stack).flatMap((mapping): Outcome[] => {
      const lambda = findMappedFunction(stack, mapping);
      const { address } = mapping;
      if (lambda === undefined) {
        return [{ address, notChecked: 'its function, and maybe the alarm, are not in this stack' }];
      }
      if (watched.has(lambda.address)) return [];
      watched.add(lambda.address);
      return describeAlarm(stack, mapping, lambda);
    });
  },
};

function describeAlarm(
  stack: TerraformStack,
  mapping: TerraformResource,
  lambda: TerraformResource,
): Outcome[] {
  const { address } = mapping;
  const monitored = [lambda, findStream(stack, mapping)].filter((each) => each !== undefined);
  const dimensions = listAlarms(stack).flatMap(({ attributes }) => iteratorAgeDimensions(attributes));
  if (dimensions.some((value) => value === 'any' || monitored.some((each) => refersTo(value, each))))
    return [];
  if (dimensions.some(isUnresolved)) {
    return [{ address, notChecked: 'the dimension of an alarm on the iterator age is an expression' }];
  }
  return [{ address, what: `No alarm of this stack watches the iterator age of ${lambda.address}.` }];
}

/** An expression that is no reference to a resource. */
function isUnresolved(value: string): boolean {
  return isUnknownValue(value) && !/^\$\{[^{}]*\baws_\w+\.[^{}]*\}$/.test(value);
}

/** The functions and streams whose iterator age an alarm watches, as written; `any` if it is an expression over metrics. */
function iteratorAgeDimensions(alarm: JsonObject): string[] {
  const queries = blocksOf(alarm, 'metric_query');
  if (queries.some((query) => (stringOf(query, 'expression') ?? '').includes('IteratorAge'))) return ['any'];
  return [alarm, ...queries.flatMap((query) => blocksOf(query, 'metric'))]
    .filter((metric) => /IteratorAge|^\$\{/.test(stringOf(metric, 'metric_name') ?? ''))
    .flatMap((metric) => {
      const dimensions = blockOf(metric, 'dimensions');
      return dimensions === undefined ? ['${}'] : Object.values(dimensions);
    })
    .filter((value) => typeof value === 'string');
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html. */
export const alarmActions: Check = {
  id: 'alarm-actions',
  severity: 'warning',
  why: 'An alarm without an action changes its state and notifies nobody.',
  fix: 'Set alarm_actions to a topic that somebody reads.',
  find: (stack) => {
    const alarms = listAlarms(stack);
    const outcomes = alarms.flatMap((alarm) => describeActions(alarm, listWatchers(stack)));
    const [first] = outcomes;
    // A stack whose alarms nobody receives, such as one of a developer, has one finding instead of one for each alarm.
    if (first === undefined || outcomes.length === 1 || outcomes.length < alarms.length) return outcomes;
    if (outcomes.some(isNotChecked)) return outcomes;
    return [
      { address: first.address, what: `None of the ${alarms.length} alarms of this stack has an action.` },
    ];
  },
};

function describeActions(alarm: TerraformResource, watchers: readonly string[]): Outcome[] {
  const { address, attributes } = alarm;
  const isOff = attributes['actions_enabled'] === false;
  const names = ['alarm_actions', 'ok_actions', 'insufficient_data_actions'];
  const hasActions = !isOff && names.some((name) => isSet(attributes, name));
  if (hasActions || watchers.some((text) => mentions(text, alarm))) return [];
  if (watchers.some(isUnresolved)) {
    return [{ address, notChecked: 'the alarms that a composite alarm watches are an expression' }];
  }
  return [{ address, what: isOff ? 'The actions of the alarm are disabled.' : 'The alarm has no action.' }];
}

/** What may react to an alarm in place of its own actions: composite alarms, deployments, rules of EventBridge. */
function listWatchers(stack: TerraformStack): string[] {
  const textsOf = (type: string, name: string) =>
    stack.resourcesOfType(type).flatMap(({ attributes }) => JSON.stringify(attributes[name] ?? ''));
  const rules = textsOf('aws_cloudwatch_event_rule', 'event_pattern').filter((text) =>
    text.includes('aws.cloudwatch'),
  );
  return [
    ...stack
      .resourcesOfType('aws_cloudwatch_composite_alarm')
      .flatMap(({ attributes }) => stringOf(attributes, 'alarm_rule') ?? '${}'),
    ...textsOf('aws_codedeploy_deployment_group', 'alarm_configuration'),
    ...(rules.length > 0 ? ['every alarm'] : []),
  ];
}

function mentions(text: string, { address, attributes }: TerraformResource): boolean {
  const name = stringOf(attributes, 'alarm_name');
  return (
    text === 'every alarm' ||
    text.includes(withoutIndexes(address)) ||
    (name !== undefined && !isUnknownValue(name) && text.includes(name))
  );
}
