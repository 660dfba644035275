import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from './stack-reader.js';

/** A key of a table. */
export interface TableKey {
  readonly name: string;
  readonly type: string;
}

/** A DynamoDB table of the stack. */
export interface TablePlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly partitionKey: TableKey;
  readonly sortKey: TableKey | undefined;
}

/** Reads the tables of a stack. Their capacity is not limited. */
export function readTables(stack: StackReader): readonly TablePlan[] {
  return stack.readAll('aws_dynamodb_table', (declared) => ({
    address: declared.address,
    name: stack.string(declared.address, 'name'),
    arn: stack.string(declared.address, 'arn'),
    partitionKey: readKey(declared, declared.string('hash_key')),
    sortKey: readSortKey(declared),
  }));
}

function readSortKey(declared: Attributes): TableKey | undefined {
  const name = declared.optionalString('range_key');
  return name === undefined ? undefined : readKey(declared, name);
}

/** AWS refuses a table whose key has no definition; the provider does so at plan. */
function readKey(declared: Attributes, name: string): TableKey {
  const definition = declared.blocks('attribute').find((attribute) => attribute.string('name') === name);
  return { name, type: definition?.string('type') ?? 'S' };
}
