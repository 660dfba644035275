import type { FunctionInvoker, InvocationRequest } from './function-invoker.js';
import type { InvocationResult } from './invocation-result.js';

/** The same functions, telling `onInvocation` of each invocation when it is over. */
export function observeInvoker(
  invoker: FunctionInvoker,
  onInvocation: (request: InvocationRequest, result: InvocationResult) => void,
): FunctionInvoker {
  return {
    reserveConcurrency: (functionName, count) => invoker.reserveConcurrency?.(functionName, count),
    invoke: async (request) => {
      const result = await invoker.invoke(request);
      onInvocation(request, result);
      return result;
    },
  };
}
