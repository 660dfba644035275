import { request } from 'node:http';
import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { writeStack } from '../support/write-stack.js';

/** Calls DynamoDB with the function's own credentials, and returns its answer. */
const caller = `export const handler = async ({ operation, input }) => {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: id } = process.env;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.' + operation,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + id + '/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(input),
  });
  return { status: answer.status, body: await answer.json() };
};`;

const table = {
  name: 'users',
  hash_key: 'pk',
  range_key: 'sk',
  billing_mode: 'PAY_PER_REQUEST',
  attribute: [
    { name: 'pk', type: 'S' },
    { name: 'sk', type: 'N' },
  ],
};

function stack({
  actions,
  tables = { users: table },
}: {
  actions: readonly string[];
  tables?: object;
}): object {
  const hasTables = Object.keys(tables).length > 0;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: actions, Resource: hasTables ? '${aws_dynamodb_table.users.arn}' : '*' },
    ],
  };
  return {
    ...(hasTables && { aws_dynamodb_table: tables }),
    aws_iam_role: {
      worker: {
        name: 'worker',
        inline_policy: { name: 'table', policy: JSON.stringify(policy) },
      },
    },
    aws_lambda_function: {
      worker: {
        function_name: 'worker',
        filename: 'worker.zip',
        handler: 'handler.handler',
        runtime: 'nodejs22.x',
        role: '${aws_iam_role.worker.arn}',
      },
    },
  };
}

let simulation: Simulation | undefined;

afterEach(async () => {
  await simulation?.stop();
  simulation = undefined;
});

async function start(options: Parameters<typeof stack>[0]) {
  const running = await startSimulation({
    stackDirectory: writeStack({ resource: stack(options) }, { 'worker.zip': caller }),
  });
  simulation = running;
  return async (operation: string, input: object) => {
    const { outcome } = await running.invoke('worker', JSON.stringify({ operation, input }));
    if (outcome.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
    return JSON.parse(outcome.payload) as { status: number; body: Record<string, unknown> };
  };
}

const item = { pk: { S: 'a' }, sk: { N: '1' }, digits: { N: '12345678901234567890123456789012345678' } };
const put = { TableName: 'users', Item: item };

describe('a stack with an aws_dynamodb_table', () => {
  it('its functions write and read items, with conditions', async () => {
    const call = await start({ actions: ['dynamodb:PutItem', 'dynamodb:GetItem'] });
    expect(await call('PutItem', put)).toEqual({ status: 200, body: {} });
    const key = { pk: item.pk, sk: item.sk };
    expect(await call('GetItem', { TableName: 'users', Key: key })).toEqual({
      status: 200,
      body: { Item: item },
    });
    const again = await call('PutItem', { ...put, ConditionExpression: 'attribute_not_exists(pk)' });
    expect(again).toMatchObject({
      status: 400,
      body: { __type: expect.stringMatching(/ConditionalCheckFailed/) },
    });
  });

  it('refuses what the role of the function does not allow', async () => {
    const call = await start({ actions: ['dynamodb:PutItem'] });
    const { status, body } = await call('BatchWriteItem', {
      RequestItems: { users: [{ PutRequest: { Item: item } }] },
    });
    expect(status).toBe(400);
    expect(body['__type']).toMatch(/AccessDeniedException$/);
    expect(body['message']).toMatch(
      /assumed-role\/worker\/worker is not authorized to perform: dynamodb:BatchWriteItem/,
    );
  });

  it('answers operations that are not served, bad requests and requests beyond 16 MB with an error', async () => {
    const call = await start({ actions: ['dynamodb:*'] });
    const unknown = await call('TransactWriteItems', { TableName: 'users' });
    expect(unknown).toMatchObject({
      status: 400,
      body: { __type: expect.stringMatching(/UnknownOperation/) },
    });
    const invalid = await call('PutItem', { TableName: 'users', Item: { pk: 1 } });
    expect(invalid.status).toBe(400);
    const large = await fetch(simulation?.endpoint ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
      body: 'x'.repeat(16_777_217),
    });
    expect(await large.json()).toMatchObject({ message: 'The request exceeds 16 MB' });
    expect((await call('PutItem', put)).status).toBe(200);
  });

  it('refuses a request of a foreign web page, as the other services do', async () => {
    await start({ actions: ['dynamodb:*'] });
    const status = await statusOf({ origin: 'https://example.org' });
    expect(status).toBe(403);
    expect(await statusOf({ host: 'example.org' })).toBe(421);
  });
});

describe('a stack without tables', () => {
  it('says so to a function that calls DynamoDB', async () => {
    const call = await start({ actions: ['dynamodb:*'], tables: {} });
    const { body } = await call('PutItem', put);
    expect(body).toMatchObject({ __type: expect.stringMatching(/ResourceNotFound/) });
  });
});

function statusOf(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const target = {
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'content-type': 'application/x-amz-json-1.0',
    };
    request(
      simulation?.endpoint ?? '',
      { method: 'POST', headers: { ...target, ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on('error', reject)
      .end('{}');
  });
}
