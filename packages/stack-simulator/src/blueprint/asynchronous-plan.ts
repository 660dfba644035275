import { functionLimits, type FunctionReference } from '@headwaters/pipeline-contract';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import { type DestinationPlan, readDestination } from './destinations.js';
import { describeReference, readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** Settings of the asynchronous invocations of a function, version or alias. */
export interface AsynchronousPlan {
  /** Terraform address of the invoke configuration; absent for the defaults. */
  readonly address?: string;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccess: DestinationPlan | undefined;
  readonly onFailure: DestinationPlan | undefined;
}

const retries = { min: 0, max: functionLimits.maxAsynchronousRetries };
const eventAge = {
  min: functionLimits.minAsynchronousEventAgeSeconds,
  max: functionLimits.maxAsynchronousEventAgeSeconds,
};

/** The settings of asynchronous invocations that a stack declares, by function and qualifier. */
export class AsynchronousPlans {
  readonly #plans: ReadonlyMap<string, AsynchronousPlan>;

  constructor(stack: StackReader) {
    this.#plans = new Map(
      stack.readAll('aws_lambda_function_event_invoke_config', (declared) => {
        const reference = readReference(declared);
        return [keyOf(reference), readAsynchronousPlan(declared, reference)] as const;
      }),
    );
  }

  /**
   * Returns the settings that AWS uses for invocations of this function, version or alias: those declared for exactly it,
   * otherwise the defaults. An alias does not use the settings of its function or version.
   *
   * Source: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html; LocalStack's snapshots of real
   * AWS, test_lambda_eventinvokeconfig_lifecycle: a new version has no configuration (read 2026-11-23).
   */
  find(reference: FunctionReference): AsynchronousPlan {
    return this.#plans.get(keyOf(reference)) ?? defaultPlan;
  }
}

const defaultPlan: AsynchronousPlan = {
  maximumRetryAttempts: retries.max,
  maximumEventAgeSeconds: eventAge.max,
  onSuccess: undefined,
  onFailure: undefined,
};

/** The configuration of a function is the one of `$LATEST`: AWS returns it under this ARN. */
function keyOf({ name, qualifier = '$LATEST' }: FunctionReference): string {
  return describeReference({ name, qualifier });
}

function readAsynchronousPlan(declared: Attributes, { name }: FunctionReference): AsynchronousPlan {
  const destinations = declared.block('destination_config');
  const read = (outcome: Outcome): DestinationPlan | undefined => {
    const block = destinations?.block(outcome);
    const destination = readDestination(block, 'destination');
    const problem = destination && destinationProblem(destination, outcome, name);
    if (problem === undefined) return destination;
    throw new AttributeInvalidError(`${block?.address ?? declared.address}.destination`, problem);
  };
  return {
    address: declared.address,
    maximumRetryAttempts: declared.optionalInteger('maximum_retry_attempts', retries) ?? retries.max,
    maximumEventAgeSeconds:
      declared.optionalInteger('maximum_event_age_in_seconds', eventAge) ?? eventAge.max,
    onSuccess: read('on_success'),
    onFailure: read('on_failure'),
  };
}

type Outcome = 'on_success' | 'on_failure';

/**
 * Why AWS rejects a destination of asynchronous invocations, if it does.
 *
 * Sources: LocalStack's snapshots of real AWS, test_lambda_eventinvokeconfig_exceptions (put_destination_recursive);
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html: queues and topics are standard ones,
 * and buckets are for failures only (read 2026-11-29).
 */
function destinationProblem(
  { kind, name, arn }: DestinationPlan,
  outcome: Outcome,
  functionName: string,
): string | undefined {
  if (kind === 'lambda' && name === functionName)
    return `names ${name} itself. AWS: You can't specify the function as a destination for itself`;
  if (kind === 's3' && outcome === 'on_success')
    return `is the bucket ${name}; AWS sends successes to a queue, topic, function or event bus only`;
  if (name.endsWith('.fifo')) return `is ${arn}; AWS sends records to standard queues and topics only`;
  return undefined;
}

/** A destination of asynchronous invocations, with where the stack declares it. */
export interface AsynchronousDestination {
  /** As `address.attribute`. */
  readonly location: string;
  readonly functionName: string;
  readonly destination: DestinationPlan;
}

/** The destinations of all functions, versions and aliases. */
export function listAsynchronousDestinations(stack: StackReader): readonly AsynchronousDestination[] {
  return stack.resources('aws_lambda_function_event_invoke_config').flatMap((declared) =>
    ['on_success', 'on_failure'].flatMap((outcome) => {
      const block = declared.block('destination_config')?.block(outcome);
      const destination = readDestination(block, 'destination');
      if (block === undefined || destination === undefined) return [];
      const { name: functionName } = readReference(declared);
      return [{ location: `${block.address}.destination`, functionName, destination }];
    }),
  );
}
