import { isObject } from '@headwaters/terraform-reader';
import type { Activity } from '../clock/activity.js';
import { ScriptInvalidError } from '../errors.js';
import { objectKeyOf } from '../queue/message-body.js';
import type {
  FunctionFailure,
  FunctionInvoker,
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
} from '../invocation/function-invoker.js';
import type { Behaviour, Ending, FinishInvocation } from './script.js';

const success: InvocationOutcome = { kind: 'succeeded', payload: 'null' };

/** An invocation that ends in a later step. */
export interface HeldInvocation {
  readonly request: InvocationRequest;
  /** Its Kinesis records, in order. */
  readonly records: readonly InvokedRecord[];
}

/** A Kinesis record or a message of an invocation. */
export interface InvokedRecord {
  /** Of a message: its body, or the key of the object that its S3 event is about. */
  readonly data: string;
  /** Of a message: its id. */
  readonly sequenceNumber: string;
}

class Hold implements HeldInvocation {
  #records: readonly InvokedRecord[] | undefined;

  constructor(
    readonly request: InvocationRequest,
    readonly end: (outcome: InvocationOutcome) => void,
  ) {}

  get records(): readonly InvokedRecord[] {
    this.#records ??= recordsOf(this.request.payload);
    return this.#records;
  }
}

/** Functions whose behaviour comes from a script. They take no time and run no process. */
export class ScriptedFunctions implements FunctionInvoker {
  readonly #activity: Activity;
  readonly #behaviours = new Map<string, Behaviour[]>();
  readonly #holds = new Set<Hold>();

  /** @param activity - The activity of the simulation. Held invocations do not count as running. */
  constructor(activity: Activity) {
    this.#activity = activity;
  }

  /** The invocations that are held, oldest first. */
  get held(): readonly HeldInvocation[] {
    return [...this.#holds];
  }

  /** Sets the behaviours of a function's next invocations. The last one applies to all further invocations; without any, they succeed. */
  set(functionName: string, behaviours: readonly Behaviour[]): void {
    this.#behaviours.set(functionName, [...behaviours]);
  }

  /**
   * Ends a held invocation.
   *
   * @throws {@link ScriptInvalidError} if no held invocation matches.
   */
  finish({ function: functionName, records, attempt, behaviour }: FinishInvocation): void {
    const hold = [...this.#holds].find(
      (held) =>
        held.request.functionName === functionName &&
        (records === undefined || hasData(held.records, records)) &&
        (attempt === undefined || held.request.attempt === attempt),
    );
    if (hold === undefined) throw new ScriptInvalidError(this.#describeMissing(functionName));
    hold.end(outcomeOf(behaviour, hold.request.payload, hold.records));
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    const behaviours = this.#behaviours.get(request.functionName) ?? [];
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    return {
      requestId: request.requestId,
      outcome: await this.#behave(behaviour, request),
      durationMillis: 0,
      initDurationMillis: undefined,
      maxMemoryBytes: 0,
    };
  }

  #behave(
    behaviour: Behaviour | undefined,
    request: InvocationRequest,
  ): InvocationOutcome | Promise<InvocationOutcome> {
    if (behaviour === undefined) return success;
    if ('hold' in behaviour) return this.#hold(request);
    return outcomeOf(behaviour, request.payload, recordsOf(request.payload));
  }

  #hold(request: InvocationRequest): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      const hold = new Hold(request, (outcome) => {
        this.#holds.delete(hold);
        resume();
        resolve(outcome);
      });
      this.#holds.add(hold);
      const resume = this.#activity.hold();
    });
  }

  #describeMissing(functionName: string): string {
    const held = this.held.map(
      ({ request, records }) =>
        `${request.functionName} [${records.map(({ data }) => data).join(', ')}], attempt ${request.attempt}`,
    );
    const others = held.length === 0 ? 'No invocation is held.' : `Held are: ${held.join('; ')}.`;
    return `finishInvocation: no matching invocation of ${functionName} is held. ${others}`;
  }
}

function hasData(records: readonly InvokedRecord[], data: readonly string[]): boolean {
  return records.length === data.length && records.every((record, index) => record.data === data[index]);
}

function outcomeOf(behaviour: Ending, payload: string, records: readonly InvokedRecord[]): InvocationOutcome {
  if ('respond' in behaviour) return { kind: 'succeeded', payload: JSON.stringify(behaviour.respond) };
  if ('throw' in behaviour) return failed({ errorType: 'Error', errorMessage: behaviour.throw });
  if ('throttle' in behaviour) return { kind: 'throttled' };
  if ('timeOut' in behaviour) {
    return failed({ errorType: 'Sandbox.Timedout', errorMessage: 'Error: Task timed out' });
  }
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

function recordsOf(payload: string): readonly InvokedRecord[] {
  const event: unknown = JSON.parse(payload);
  const records: unknown = isObject(event) ? event['Records'] : [];
  return (Array.isArray(records) ? records : []).flatMap((record: unknown) => {
    if (isObject(record) && record['eventSource'] === 'aws:sqs') return [messageOf(record)];
    const kinesis: unknown = isObject(record) ? record['kinesis'] : undefined;
    if (!isObject(kinesis)) return [];
    const { data, sequenceNumber } = kinesis;
    if (typeof data !== 'string' || typeof sequenceNumber !== 'string') return [];
    return [{ data: Buffer.from(data, 'base64').toString(), sequenceNumber }];
  });
}

function messageOf({ body, messageId }: Readonly<Record<string, unknown>>): InvokedRecord {
  return { data: objectKeyOf(String(body)) ?? String(body), sequenceNumber: String(messageId) };
}
