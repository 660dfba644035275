import { type Agent, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultPlan } from './fault.js';
import {
  garbled,
  withEntries,
  withRefusals,
  withoutEntries,
  withoutLastResults,
} from './put-records-body.js';
import type { RequestHead, ServiceCall } from './service-call.js';

/** What one exchange is made of. */
interface ExchangeOptions {
  readonly head: RequestHead;
  readonly body: Buffer;
  readonly call: ServiceCall;
  readonly response: ServerResponse;
  readonly endpoint: string;
  readonly agent: Agent;
  readonly plan: FaultPlan;
}

/** One call on its way to a service and back, with whatever is to go wrong. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Resolves when the answer is given, or when it is certain that none will be. */
  async run(): Promise<void> {
    const { plan, call } = this.#options;
    const fault = plan.faultFor(call);
    if (fault === undefined) await this.#pass();
    else await this.#fail(fault);
  }

  async #fail(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'delay':
        this.#strike(fault);
        await sleep(fault.millis);
        return this.#pass();
      case 'refuseEntries':
        return this.#refuseEntries(fault);
      case 'addEntries':
        return this.#addEntries(fault);
      case 'garble':
        return this.#garble(fault);
      case 'cutBody':
        return this.#cutBody(fault);
      case 'fail':
      case 'reset':
      case 'hang':
        if (fault.when === 'after') (await this.#send()).resume();
        this.#strike(fault);
        this.#deny(fault);
    }
  }

  #deny(fault: Extract<Fault, { kind: 'fail' | 'reset' | 'hang' }>): void {
    const { call, response } = this.#options;
    if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    if (fault.kind !== 'fail') return;
    const { body, type } = awsError(call, fault.code);
    response.setHeader('content-type', type);
    if (type.includes('json')) response.setHeader('x-amzn-errortype', fault.code);
    response.writeHead(fault.status).end(body);
  }

  async #refuseEntries(fault: Extract<Fault, { kind: 'refuseEntries' }>): Promise<void> {
    const { call, body } = this.#options;
    const places = new Set(fault.places);
    const isAll = call.kind === 'putRecords' && places.size === call.entries.length;
    const answer = isAll ? undefined : await this.#send(withoutEntries(body, places));
    this.#strike(fault);
    const stored = answer && (await buffer(answer));
    if (answer?.statusCode !== undefined && answer.statusCode !== 200)
      this.#answer(stored, answer.statusCode);
    else this.#answer(withRefusals(stored, { places, code: fault.code }), 200);
  }

  async #addEntries(fault: Extract<Fault, { kind: 'addEntries' }>): Promise<void> {
    const answer = await this.#send(withEntries(this.#options.body, fault.entries));
    const body = await buffer(answer);
    const status = answer.statusCode ?? 500;
    if (status === 200) this.#strike(fault);
    this.#answer(status === 200 ? withoutLastResults(body, fault.entries.length) : body, status);
  }

  async #garble(fault: Extract<Fault, { kind: 'garble' }>): Promise<void> {
    const answer = await buffer(await this.#send());
    this.#strike(fault);
    this.#answer(garbled(answer, fault.answer), 200);
  }

  async #cutBody(fault: Extract<Fault, { kind: 'cutBody' }>): Promise<void> {
    const { response } = this.#options;
    const answer = await this.#send();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    let left = fault.afterBytes;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      // What was written before a reset must have left, or the client would see less than was planned.
      await new Promise((resolve) => response.write(chunk.subarray(0, left), resolve));
      left -= chunk.length;
      if (left <= 0) break;
    }
    this.#strike(fault);
    if (fault.end === 'reset') response.socket?.destroy();
  }

  #answer(body: Buffer | undefined, status: number): void {
    this.#options.response.setHeader('content-type', 'application/x-amz-json-1.1');
    this.#options.response.writeHead(status).end(body);
  }

  async #pass(): Promise<void> {
    const { response } = this.#options;
    const answer = await this.#send();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  }

  async #send(body = this.#options.body): Promise<IncomingMessage> {
    const { head, call, plan, endpoint, agent } = this.#options;
    const answer = await forward(head, body, { endpoint, agent });
    if ((answer.statusCode ?? 500) < 300) plan.served?.(call);
    return answer;
  }

  #strike(fault: Fault): void {
    const { plan, call } = this.#options;
    plan.struck?.(call, fault);
  }
}

/** Headers that belong to one connection and not to what is asked. */
const ofTheConnection = new Set(['host', 'connection', 'transfer-encoding', 'content-length', 'expect']);

/**
 * Sends a request on to a service and resolves with the head of its answer.
 *
 * @param endpoint - `http://host:port`.
 * @throws The network's error if the service can't be reached.
 */
function forward(
  { method, url, headers }: RequestHead,
  body: Buffer,
  { endpoint, agent }: { readonly endpoint: string; readonly agent: Agent },
): Promise<IncomingMessage> {
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name));
  const hasBody = method === 'PUT' || method === 'POST';
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent,
      headers: { ...Object.fromEntries(kept), ...(hasBody && { 'content-length': body.length }) },
    };
    // A path is passed on as it came: URL would normalize what S3 takes literally.
    const { hostname, port } = new URL(endpoint);
    sendRequest({ ...options, hostname, port, path: url }, resolve)
      .on('error', reject)
      .end(body);
  });
}

/** The body and the type of an error, in the protocol of the service that was called: XML of S3, or JSON. */
function awsError(call: ServiceCall, code: string): { readonly body: Buffer; readonly type: string } {
  const isS3 = call.kind === 'getObject' || call.kind === 'putObject';
  return isS3
    ? {
        body: Buffer.from(`<Error><Code>${code}</Code><Message>Refused by plan</Message></Error>`),
        type: 'application/xml',
      }
    : {
        body: Buffer.from(JSON.stringify({ __type: code, message: 'Refused by plan' })),
        type: 'application/x-amz-json-1.1',
      };
}
