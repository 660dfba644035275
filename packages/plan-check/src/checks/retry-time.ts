import type { Check, Spot } from '../check.js';
import { numberOf, textOf } from '../terraform/attributes.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';
import { asynchronousFunctions } from '../topology/asynchronous-functions.js';
import { invokeConfigOf } from '../topology/invoke-config-of.js';
import { streamMappings } from '../topology/stream-mappings.js';

const defaultTimeoutSeconds = 3;
/** Lambda waits one minute before the first retry of an asynchronous event and two before the second. */
const asynchronousWaitsSeconds = [0, 60, 180];

function slowMappings(stack: TerraformStack): Spot[] {
  return streamMappings(stack).flatMap(({ address, attributes }) => {
    const lambda = stack.resolve('aws_lambda_function', textOf(attributes, 'function_name'));
    const retries = numberOf(attributes, 'maximum_retry_attempts') ?? -1;
    const ageSeconds = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
    if (lambda === undefined || retries < 0 || ageSeconds < 0) return [];
    const triesSeconds = (retries + 1) * (numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds);
    if (triesSeconds <= ageSeconds) return [];
    const what = `${retries + 1} tries may take ${triesSeconds} s, but records are given up at ${ageSeconds} s.`;
    return [{ address, what }];
  });
}

function slowFunctions(stack: TerraformStack): Spot[] {
  return asynchronousFunctions(stack).flatMap((lambda) => {
    const config = invokeConfigOf(stack, lambda);
    const retries = numberOf(config?.attributes, 'maximum_retry_attempts') ?? 2;
    const ageSeconds = numberOf(config?.attributes, 'maximum_event_age_in_seconds') ?? 21_600;
    const timeoutSeconds = numberOf(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds;
    const triesSeconds = (retries + 1) * timeoutSeconds + (asynchronousWaitsSeconds[retries] ?? 0);
    if (triesSeconds <= ageSeconds) return [];
    const what = `${retries + 1} tries may take ${triesSeconds} s, but events are given up at ${ageSeconds} s.`;
    return [{ address: config?.address ?? lambda.address, what }];
  });
}

export const retryTime: Check = {
  id: 'retry-time',
  severity: 'error',
  why: 'Retries that do not fit into the age limit never happen.',
  fix: 'Raise the age, or lower the timeout or the number of retries.',
  find: (stack) => [...slowMappings(stack), ...slowFunctions(stack)],
};
