import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { LocalAws } from './local-aws.js';

/** What was in the account before the stack, by name. */
export interface Remainder {
  readonly buckets?: readonly string[];
  readonly streams?: readonly string[];
}

/** Expects that the account holds nothing of a destroyed stack, and all that was there before it. */
export async function expectNothingLeft(
  { client }: LocalAws,
  { buckets = [], streams = [] }: Remainder = {},
): Promise<void> {
  const [bucketList, streamList, functions, mappings, roles] = await Promise.all([
    new S3Client(client).send(new ListBucketsCommand({})),
    new KinesisClient(client).send(new ListStreamsCommand({})),
    new LambdaClient(client).send(new ListFunctionsCommand({})),
    new LambdaClient(client).send(new ListEventSourceMappingsCommand({})),
    new IAMClient(client).send(new ListRolesCommand({})),
  ]);
  expect((bucketList.Buckets ?? []).map(({ Name }) => Name).sort()).toEqual([...buckets].sort());
  expect(streamList.StreamNames).toEqual(streams);
  expect(functions.Functions).toEqual([]);
  expect(mappings.EventSourceMappings).toEqual([]);
  expect(roles.Roles).toEqual([]);
}
