// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- packages that import this source need the types of dynalite, too
/// <reference path="./dynalite.d.ts" />
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import {
  accessKeyIdOf,
  type Authorize,
  type ServiceHandler,
  type ServiceRequest,
  type ServiceResponse,
} from '@headwaters/local-services';
import type { TablePlan } from '../blueprint/tables.js';

/** Protocol of DynamoDB: the operation is in the header `X-Amz-Target`. */
const targetPrefix = 'DynamoDB_20120810.';

/** Largest request. Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxRequestBytes = 16_777_216;

/**
 * Serves the tables of a stack from dynalite, an implementation of DynamoDB by others, in memory. It listens on no port: requests
 * come through the one of the local services and its guard.
 *
 * dynalite serves the items and tables of the API; transactions and PartiQL get an UnknownOperationException.
 *
 * @param tables - The tables of the stack. Without any, requests are refused.
 * @param authorize - Default: every caller may do everything.
 * @param onRequest - Called with the operation and the body of each request that the tables get. Default: nothing.
 */
export async function startDynamodb(
  tables: readonly TablePlan[],
  authorize: Authorize = () => undefined,
  onRequest: (operation: string, body: string) => void = () => undefined,
): Promise<ServiceHandler> {
  const server = tables.length === 0 ? undefined : await startDynalite(tables);
  return async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(targetPrefix)) return false;
    const body = await readRequest(request);
    const action = `dynamodb:${target.slice(targetPrefix.length)}`;
    const denial = body && findDenial(request, { action, body, tables, authorize });
    if (body === undefined) sendError(response, 'ValidationException', 'The request exceeds 16 MB');
    else if (denial !== undefined) sendError(response, 'AccessDeniedException', denial);
    else if (server === undefined) {
      sendError(response, 'ResourceNotFoundException', 'The stack declares no aws_dynamodb_table');
    } else {
      onRequest(target.slice(targetPrefix.length), body.toString());
      pass(server, { request, response, body });
    }
    return true;
  };
}

async function startDynalite(tables: readonly TablePlan[]): Promise<Server> {
  // Only a stack with tables needs it.
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0 });
  for (const table of tables) await createTable(server, table);
  return server;
}

async function createTable(server: Server, { name, partitionKey, sortKey }: TablePlan): Promise<void> {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  await call(server, 'CreateTable', {
    TableName: name,
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type })),
    KeySchema: keys.map((key, index) => ({
      AttributeName: key.name,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    BillingMode: 'PAY_PER_REQUEST',
  });
}

/** Calls an operation of dynalite as a client would. */
function call(server: Server, operation: string, input: object): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': targetPrefix + operation,
    'x-amz-date': '20000101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
  };
  return new Promise((resolve, reject) => {
    const response = {
      statusCode: 200,
      setHeader: () => undefined,
      end(this: { statusCode: number }, text: string) {
        if (this.statusCode === 200) resolve();
        else reject(new Error(`dynalite refused ${operation}: ${text}`));
      },
    };
    pass(server, {
      request: { method: 'POST', url: '/', headers },
      response: response as unknown as ServiceResponse,
      body: Buffer.from(JSON.stringify(input)),
    });
  });
}

/** Returns undefined for a body that is too large, once it is read. */
async function readRequest(request: ServiceRequest): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxRequestBytes) chunks.push(chunk);
  }
  return bytes <= maxRequestBytes ? Buffer.concat(chunks) : undefined;
}

/**
 * Hands a request that has been read over to dynalite. It throws what it did not expect while it gets the body, which must not end
 * this process.
 */
function pass(
  server: Server,
  {
    request: { method, url, headers },
    response,
    body,
  }: {
    readonly request: Pick<ServiceRequest, 'method' | 'url' | 'headers'>;
    readonly response: ServiceResponse;
    readonly body: Buffer;
  },
): void {
  // The guard of the local services has decided about the origin; dynalite would allow every one.
  const replay = Object.assign(new EventEmitter(), {
    method,
    url,
    headers: { ...headers, origin: undefined },
  });
  try {
    server.emit('request', replay, response);
    replay.emit('data', body);
    replay.emit('end');
  } catch {
    sendError(response, 'InternalServerError', 'dynalite failed at this request', 500);
  }
}

/** Returns why the caller may not do this with the tables that the request names. */
function findDenial(
  request: ServiceRequest,
  context: {
    readonly action: string;
    readonly body: Buffer;
    readonly tables: readonly TablePlan[];
    readonly authorize: Authorize;
  },
): string | undefined {
  const { action, body, tables, authorize } = context;
  const accessKeyId = accessKeyIdOf(request);
  for (const named of namedTables(body)) {
    const resource = tables.find(({ name, arn }) => name === named || arn === named)?.arn ?? '*';
    const denial = authorize({ accessKeyId, action, resource });
    if (denial !== undefined) return denial.message;
  }
  return undefined;
}

/** Names or ARNs of the tables in a request; none of a request that is not JSON, which dynalite refuses. */
function namedTables(body: Buffer): readonly string[] {
  try {
    const { TableName, RequestItems } = JSON.parse(body.toString()) as {
      TableName?: unknown;
      RequestItems?: unknown;
    };
    if (typeof TableName === 'string') return [TableName];
    return typeof RequestItems === 'object' && RequestItems !== null ? Object.keys(RequestItems) : [''];
  } catch {
    return [];
  }
}

function sendError(response: ServiceResponse, code: string, message: string, status = 400): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }));
}
