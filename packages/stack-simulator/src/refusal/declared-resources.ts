import { listAsynchronousDestinations } from '../blueprint/asynchronous-plan.js';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import type { DestinationPlan } from '../blueprint/destinations.js';
import { describeReference } from '../blueprint/function-reference.js';
import type { StackReader } from '../blueprint/stack-reader.js';

/** Kinds of resources that others name. */
type Kind = DestinationPlan['kind'] | 'kinesis';

/** A place where the stack names a resource. */
interface Reference {
  /** As `address.attribute`. */
  readonly location: string;
  readonly kind: Kind;
  /** With the qualifier, for a function. */
  readonly name: string;
  /** What identifies the resource: its ARN or its name. */
  readonly id: string;
  /** What AWS answers if it does not exist. */
  readonly answer?: string;
}

/**
 * Checks that the stack declares every bucket, stream, function, queue, topic and event bus that its notifications, mappings,
 * destinations and rules name. AWS rejects a name that does not exist.
 *
 * Source: LocalStack's snapshots of real AWS, test_event_source_mapping_exceptions and test_lambda_eventinvokeconfig_exceptions.
 *
 * @param createExternal - Names of resources outside of the stack, which are not checked.
 */
export function checkReferences(open: OpenBlueprint, createExternal: readonly string[]): void {
  const declared = declaredIds(open);
  const external = new Set(createExternal);
  for (const { location, kind, name, id, answer } of referencesOf(open)) {
    if (declared[kind].has(id) || external.has(name)) continue;
    const aws = answer === undefined ? '' : `. AWS: ${answer}`;
    const advice = `. If it exists outside of the stack, use --create-external ${name} (in the library: createExternal)`;
    open.stack.problems.add(
      location,
      `names ${name}, which the stack does not declare${aws}${kind === 'lambda' ? '' : advice}`,
    );
  }
}

function declaredIds({ stack, blueprint }: OpenBlueprint): Readonly<Record<Kind, ReadonlySet<string>>> {
  const { buckets, streams, functions, partition, region, accountId } = blueprint;
  const arnsOf = (type: string): readonly string[] =>
    stack.resources(type).flatMap(({ address }) => stack.known(() => stack.string(address, 'arn')) ?? []);
  return {
    s3: new Set(buckets.map(({ name }) => name)),
    kinesis: new Set(streams.map(({ name }) => name)),
    sqs: new Set(arnsOf('aws_sqs_queue')),
    sns: new Set(arnsOf('aws_sns_topic')),
    // Every account has the default bus.
    events: new Set([
      ...arnsOf('aws_cloudwatch_event_bus'),
      `arn:${partition}:events:${region}:${accountId}:event-bus/default`,
    ]),
    lambda: new Set(
      functions.flatMap(({ name, targets }) =>
        targets.map(({ qualifier }) => describeReference({ name, qualifier })),
      ),
    ),
  };
}

function referencesOf(open: OpenBlueprint): readonly Reference[] {
  const { notifications, messageNotifications, mappings, functions } = open.blueprint;
  const bucketOf = ({ address, bucketName }: { readonly address: string; readonly bucketName: string }) =>
    named('s3', bucketName, `${address.slice(0, address.lastIndexOf('.'))}.bucket`);
  return [
    ...notifications.flatMap((rule) => [
      bucketOf(rule),
      named('lambda', functionOf(rule), `${rule.address}.lambda_function_arn`),
    ]),
    ...messageNotifications.flatMap((rule) => [
      bucketOf(rule),
      toDestination(
        rule.destination,
        `${rule.address}.${rule.destination.kind === 'sqs' ? 'queue_arn' : 'topic_arn'}`,
      ),
    ]),
    ...mappings.flatMap((mapping) => [
      named('kinesis', mapping.streamName, `${mapping.address}.event_source_arn`),
      {
        ...named('lambda', functionOf(mapping), `${mapping.address}.function_name`),
        answer: 'Function does not exist',
      },
      ...(mapping.onFailure
        ? [
            toDestination(
              mapping.onFailure,
              `${mapping.address}.destination_config.on_failure.destination_arn`,
            ),
          ]
        : []),
    ]),
    ...queueReferences(open),
    ...functions.flatMap(({ address, deadLetters }) =>
      deadLetters ? [toDestination(deadLetters, `${address}.dead_letter_config.target_arn`)] : [],
    ),
    ...asynchronousDestinations(open.stack),
  ];
}

/** The answer of AWS is that of LocalStack's snapshots of real AWS, test_esm_with_not_existing_sqs_queue. */
function queueReferences({ blueprint }: OpenBlueprint): readonly Reference[] {
  const queue = (arn: string, location: string): Reference => ({
    kind: 'sqs',
    name: arn.slice(arn.lastIndexOf(':') + 1),
    location,
    id: arn,
  });
  return [
    ...blueprint.queueMappings.flatMap((mapping) => [
      {
        ...queue(mapping.sourceArn, `${mapping.address}.event_source_arn`),
        answer: 'The specified queue does not exist',
      },
      {
        ...named('lambda', functionOf(mapping), `${mapping.address}.function_name`),
        answer: 'Function does not exist',
      },
    ]),
    ...blueprint.queues.flatMap(({ redrive }) =>
      redrive === undefined ? [] : [queue(redrive.deadLetterQueueArn, redrive.location)],
    ),
    ...blueprint.eventRules.flatMap(({ targets }) =>
      targets.flatMap(({ address, destination, deadLetters }) => [
        toDestination(destination, `${address}.arn`),
        ...(deadLetters ? [toDestination(deadLetters, `${address}.dead_letter_config.arn`)] : []),
      ]),
    ),
  ];
}

function asynchronousDestinations(stack: StackReader): readonly Reference[] {
  return listAsynchronousDestinations(stack).map(({ location, destination }) => ({
    ...toDestination(destination, location),
    answer: `The destination ARN ${destination.arn} is invalid`,
  }));
}

function functionOf(plan: { readonly functionName: string; readonly qualifier: string | undefined }): string {
  return describeReference({ name: plan.functionName, qualifier: plan.qualifier });
}

function named(kind: Kind, name: string, location: string): Reference {
  return { kind, name, location, id: name };
}

function toDestination({ kind, arn, name, qualifier }: DestinationPlan, location: string): Reference {
  if (kind === 'lambda') return named(kind, describeReference({ name, qualifier }), location);
  return kind === 's3' ? named(kind, name, location) : { kind, name, location, id: arn };
}
