import type { FunctionPlan } from '../blueprint/functions.js';

/** What a function's process is told beyond what the stack declares. */
export interface FunctionSurroundings {
  /** The folder with the function's unpacked code. */
  readonly taskRoot: string;
  readonly logStreamName: string;
  readonly region: string;
  /** Where every AWS client of the function goes. */
  readonly endpoint: string;
}

/**
 * The environment variables of a function's process: AWS's own, then the declared ones. Of the host's environment it gets
 * the search path alone.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (read 2026-11-23).
 */
export function functionVariables(plan: FunctionPlan, surroundings: FunctionSurroundings): NodeJS.ProcessEnv {
  const { taskRoot, logStreamName, region, endpoint } = surroundings;
  return {
    PATH: process.env['PATH'],
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...plan.environment,
    _HANDLER: plan.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: `AWS_Lambda_${plan.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: plan.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: plan.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'ASIASIMULATEDFUNCTION',
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_SESSION_TOKEN: 'simulated',
    AWS_ENDPOINT_URL: endpoint,
    // The declared runtime counts, not the Node.js that stands in for it here.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
