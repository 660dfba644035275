import { isObject } from '@headwaters/terraform-reader';
import type {
  FunctionFailure,
  FunctionInvoker,
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
} from '../invocation/function-invoker.js';
import type { Behaviour } from './script.js';

const success: InvocationOutcome = { kind: 'succeeded', payload: 'null' };

/** Functions whose behaviour comes from a script. They take no time and run no process. */
export class ScriptedFunctions implements FunctionInvoker {
  readonly #behaviours = new Map<string, Behaviour[]>();

  /** Sets the behaviours of a function's next invocations. The last one applies to all further invocations; without any, they succeed. */
  set(functionName: string, behaviours: readonly Behaviour[]): void {
    this.#behaviours.set(functionName, [...behaviours]);
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    const behaviours = this.#behaviours.get(request.functionName) ?? [];
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    return Promise.resolve({
      requestId: request.requestId,
      outcome: behaviour === undefined ? success : outcomeOf(behaviour, request.payload),
      durationMillis: 0,
      initDurationMillis: undefined,
      maxMemoryBytes: 0,
    });
  }
}

function outcomeOf(behaviour: Behaviour, payload: string): InvocationOutcome {
  if ('respond' in behaviour) return { kind: 'succeeded', payload: JSON.stringify(behaviour.respond) };
  if ('throw' in behaviour) return failed({ errorType: 'Error', errorMessage: behaviour.throw });
  if ('throttle' in behaviour) return { kind: 'throttled' };
  if ('timeOut' in behaviour) {
    return failed({ errorType: 'Sandbox.Timedout', errorMessage: 'Error: Task timed out' });
  }
  const records = recordsOf(payload);
  if ('countInState' in behaviour) return countInState(payload, records.length);
  if ('throwOn' in behaviour) {
    const poison = records.find(({ data }) => behaviour.throwOn.includes(data));
    return poison ? failed({ errorType: 'Error', errorMessage: `refused ${poison.data}` }) : success;
  }
  const batchItemFailures = records
    .filter(({ data }) => behaviour.reportFailed.includes(data))
    .map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber }));
  return { kind: 'succeeded', payload: JSON.stringify({ batchItemFailures }) };
}

function countInState(payload: string, records: number): InvocationOutcome {
  const { state } = JSON.parse(payload) as { readonly state?: { readonly count?: number } };
  return { kind: 'succeeded', payload: JSON.stringify({ state: { count: (state?.count ?? 0) + records } }) };
}

function failed(failure: FunctionFailure): InvocationOutcome {
  return { kind: 'failed', failure };
}

function recordsOf(payload: string): readonly { readonly data: string; readonly sequenceNumber: string }[] {
  const event: unknown = JSON.parse(payload);
  const records: unknown = isObject(event) ? event['Records'] : [];
  return (Array.isArray(records) ? records : []).flatMap((record: unknown) => {
    const kinesis: unknown = isObject(record) ? record['kinesis'] : undefined;
    if (!isObject(kinesis)) return [];
    const { data, sequenceNumber } = kinesis;
    if (typeof data !== 'string' || typeof sequenceNumber !== 'string') return [];
    return [{ data: Buffer.from(data, 'base64').toString(), sequenceNumber }];
  });
}
