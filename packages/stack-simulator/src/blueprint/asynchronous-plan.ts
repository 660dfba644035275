import { functionLimits, type FunctionReference } from '@headwaters/pipeline-contract';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import { type DestinationPlan, readDestination } from './destinations.js';
import { describeReference, readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** Settings of the asynchronous invocations of a function, version or alias. */
export interface AsynchronousPlan {
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
      stack.resources('aws_lambda_function_event_invoke_config').map((declared) => {
        const reference = readReference(declared);
        return [keyOf(reference), readAsynchronousPlan(declared, reference)];
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
  const read = (outcome: string): DestinationPlan | undefined => {
    const block = destinations?.block(outcome);
    const destination = readDestination(block, 'destination');
    if (destination?.kind !== 'lambda' || destination.name !== name) return destination;
    throw new AttributeInvalidError(
      `${block?.address ?? declared.address}.destination`,
      `names ${name} itself; AWS refuses a function as its own destination`,
    );
  };
  return {
    maximumRetryAttempts: declared.optionalInteger('maximum_retry_attempts', retries) ?? retries.max,
    maximumEventAgeSeconds:
      declared.optionalInteger('maximum_event_age_in_seconds', eventAge) ?? eventAge.max,
    onSuccess: read('on_success'),
    onFailure: read('on_failure'),
  };
}
