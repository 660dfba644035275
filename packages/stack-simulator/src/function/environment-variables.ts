import type { FunctionPlan } from '../blueprint/functions.js';
import { accessKeyIdOfFunction } from '../permissions/function-credentials.js';

/** Settings of an execution environment that the stack does not declare. */
export interface EnvironmentSettings {
  /** The folder with the function's code. */
  readonly taskRoot: string;
  /** The version whose code runs, such as `$LATEST` or `1`. */
  readonly version: string;
  readonly logStreamName: string;
  readonly region: string;
  /** Endpoint of the function's AWS clients. */
  readonly endpoint: string;
}

/**
 * Creates the environment variables of a function's process: the declared ones and those of AWS. Of the host's variables only
 * `PATH` is passed on.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (read 2026-11-23).
 */
export function functionVariables(plan: FunctionPlan, settings: EnvironmentSettings): NodeJS.ProcessEnv {
  const { taskRoot, version, logStreamName, region, endpoint } = settings;
  return {
    PATH: process.env['PATH'],
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...plan.environment,
    _HANDLER: plan.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: `AWS_Lambda_${plan.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: plan.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: plan.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyIdOfFunction(plan.name),
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_SESSION_TOKEN: 'simulated',
    AWS_ENDPOINT_URL: endpoint,
    // The AWS SDK would warn about the local Node.js version, but the declared runtime counts.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
