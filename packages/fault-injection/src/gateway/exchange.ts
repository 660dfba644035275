import type { Agent, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientResponse,
  abortResponse,
  passHead,
  resetResponse,
  respond,
  writeChunk,
} from './client-response.js';
import type { Fault, FaultPlan } from './fault.js';
import { forwardRequest } from './forward-request.js';
import {
  appendEntries,
  corruptResponse,
  insertRefusals,
  removeEntries,
  removeLastResults,
} from './put-records-body.js';
import type { RequestHead, ServiceCall } from './service-call.js';

interface ExchangeOptions {
  readonly head: RequestHead;
  readonly body: Buffer;
  readonly call: ServiceCall;
  /** The response to the client. */
  readonly response: ClientResponse;
  /** `http://host:port` of the services. */
  readonly endpoint: string;
  readonly agent: Agent;
  readonly plan: FaultPlan;
}

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** Forwards one call to a service and its response to the client, and applies the planned fault. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Resolves when the response is sent, or when the fault prevents it. */
  async run(): Promise<void> {
    const { plan, call, response } = this.#options;
    // The responses of the services have the time of their clock. AWS clients compare it with their own.
    response.sendDate = false;
    const fault = plan.faultFor(call);
    if (fault === undefined) await this.#pass();
    else await this.#apply(fault);
  }

  async #apply(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'delay':
        this.#reportFault(fault);
        await sleep(fault.millis);
        return this.#pass();
      case 'refuseEntries':
        return this.#refuseEntries(fault);
      case 'addEntries':
        return this.#addEntries(fault);
      case 'corruptResponse':
        return this.#corruptResponse(fault);
      case 'truncateBody':
        return this.#truncateBody(fault);
      case 'fail':
      case 'reset':
      case 'hang':
        if (fault.when === 'after') (await this.#send()).resume();
        this.#reportFault(fault);
        this.#withholdResponse(fault);
    }
  }

  async #pass(): Promise<void> {
    const { response } = this.#options;
    const received = await this.#send();
    passHead(response, received);
    await pipeline(received, response);
  }

  #withholdResponse(fault: FaultOf<'fail' | 'reset' | 'hang'>): void {
    const { call, response } = this.#options;
    if (fault.kind === 'reset') resetResponse(response);
    if (fault.kind !== 'fail') return;
    const { body, type } = formatAwsError(call, fault.code);
    if (type.includes('json')) response.setHeader('x-amzn-errortype', fault.code);
    respond(response, { status: fault.status, type, body });
  }

  async #refuseEntries(fault: FaultOf<'refuseEntries'>): Promise<void> {
    const { call, body } = this.#options;
    const indexes = new Set(fault.indexes);
    const refusesAll = call.kind === 'putRecords' && indexes.size === call.entries.length;
    const received = refusesAll ? undefined : await this.#send(removeEntries(body, indexes));
    this.#reportFault(fault);
    const stored = received && (await buffer(received));
    if (received?.statusCode !== undefined && received.statusCode !== 200)
      this.#respond(stored, received.statusCode);
    else this.#respond(insertRefusals(stored, { indexes, code: fault.code }), 200);
  }

  async #addEntries(fault: FaultOf<'addEntries'>): Promise<void> {
    const received = await this.#send(appendEntries(this.#options.body, fault.entries));
    const body = await buffer(received);
    const status = received.statusCode ?? 500;
    if (status === 200) this.#reportFault(fault);
    this.#respond(status === 200 ? removeLastResults(body, fault.entries.length) : body, status);
  }

  async #corruptResponse(fault: FaultOf<'corruptResponse'>): Promise<void> {
    const body = await buffer(await this.#send());
    this.#reportFault(fault);
    this.#respond(corruptResponse(body, fault.corruption), 200);
  }

  async #truncateBody(fault: FaultOf<'truncateBody'>): Promise<void> {
    const { response } = this.#options;
    const received = await this.#send();
    passHead(response, received);
    let remainingBytes = fault.afterBytes;
    for await (const chunk of received as AsyncIterable<Buffer>) {
      await writeChunk(response, chunk.subarray(0, remainingBytes));
      remainingBytes -= chunk.length;
      if (remainingBytes <= 0) break;
    }
    this.#reportFault(fault);
    if (fault.end === 'reset') abortResponse(response);
  }

  #respond(body: Buffer | undefined, status: number): void {
    respond(this.#options.response, { status, type: 'application/x-amz-json-1.1', body });
  }

  async #send(body = this.#options.body): Promise<IncomingMessage> {
    const { head, call, plan, endpoint, agent } = this.#options;
    const received = await forwardRequest(head, body, { endpoint, agent });
    if ((received.statusCode ?? 500) < 300) plan.onServed?.(call);
    return received;
  }

  #reportFault(fault: Fault): void {
    const { plan, call } = this.#options;
    plan.onFault?.(call, fault);
  }
}

const s3Calls: ReadonlySet<ServiceCall['kind']> = new Set(['getObject', 'putObject', 'deleteObject']);

/** Formats an error in the protocol of the called service: XML for S3, JSON for Kinesis and Lambda. */
function formatAwsError(call: ServiceCall, code: string): { readonly body: Buffer; readonly type: string } {
  const message = 'Refused by the fault plan';
  if (s3Calls.has(call.kind)) {
    const xml = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    return { body: Buffer.from(xml), type: 'application/xml' };
  }
  const json = JSON.stringify({ __type: code, message });
  return { body: Buffer.from(json), type: 'application/x-amz-json-1.1' };
}
