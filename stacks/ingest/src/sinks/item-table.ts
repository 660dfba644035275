import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import {
  type AwsAccount,
  type EncryptionKey,
  keyPermissions,
  type Permission,
} from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { TableSettings } from '../settings/sink-settings.js';

export interface ItemTableOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** The AWS managed key of DynamoDB encrypts it, if undefined. */
  readonly key: EncryptionKey | undefined;
  readonly settings: TableSettings;
  readonly deletionProtection: boolean;
}

const attributeTypes = { string: 'S', number: 'N' } as const;

/** A table on demand, encrypted, that can be restored to any second of the last 35 days. */
export class ItemTable extends Construct {
  /** A reference to the resource. */
  readonly name: string;
  /** To write items. A condition of a write needs no permission to read. */
  readonly permissions: Permission[];

  constructor(scope: Construct, id: string, options: ItemTableOptions) {
    super(scope, id);
    const { account, name, key, settings, deletionProtection } = options;
    const keys = keyAttributesOf(settings);
    const table = new DynamodbTable(this, 'Default', {
      name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: settings.keyAttribute,
      ...(keys.length > 1 ? { rangeKey: settings.sortAttribute } : {}),
      attribute: keys,
      serverSideEncryption: { enabled: true, ...(key === undefined ? {} : { kmsKeyArn: key.arn }) },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: deletionProtection,
      lifecycle: { preventDestroy: deletionProtection },
    });
    this.name = table.name;
    this.permissions = [
      {
        sid: 'WriteItems',
        actions: [settings.mode === 'append' ? 'dynamodb:BatchWriteItem' : 'dynamodb:PutItem'],
        resources: [account.arn('dynamodb', `table/${name}`)],
      },
      // DynamoDB decrypts the key of the table for the caller. Source:
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html, read on 2026-11-29.
      ...keyPermissions(key, {
        sid: 'UseTableKey',
        action: 'kms:Decrypt',
        context: ['aws:dynamodb:tableName', name],
      }),
    ];
  }
}

function keyAttributesOf({ mode, keyAttribute, keyType, sortField, sortAttribute, sortType }: TableSettings) {
  const partition = { name: keyAttribute, type: attributeTypes[keyType] };
  // With mode append, the sort key is the id of the record.
  if (mode === 'append') return [partition, { name: sortAttribute, type: attributeTypes.string }];
  if (sortField === undefined) return [partition];
  return [partition, { name: sortAttribute, type: attributeTypes[sortType] }];
}
