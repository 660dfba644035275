import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** dynalite, an implementation of DynamoDB by others, on 127.0.0.1. */
export class LocalDynamodb {
  readonly client: DynamoDBClient;
  readonly #server: ReturnType<typeof dynalite>;

  private constructor(server: ReturnType<typeof dynalite>) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  }

  static async start(): Promise<LocalDynamodb> {
    const server = dynalite({ createTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LocalDynamodb(server);
  }

  /** Creates a table with the keys `pk` and, if `sortType` is set, `sk`. */
  async createTable(name: string, sortType?: 'S' | 'N'): Promise<void> {
    const sort = sortType !== undefined;
    await this.client.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          ...(sort ? [{ AttributeName: 'sk', AttributeType: sortType }] : []),
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          ...(sort ? [{ AttributeName: 'sk', KeyType: 'RANGE' as const }] : []),
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }

  /** The items of a table, sorted by their keys. */
  async items(name: string): Promise<Record<string, AttributeValue>[]> {
    const { Items = [] } = await this.client.send(new ScanCommand({ TableName: name }));
    const keyOf = ({ pk, sk }: Record<string, AttributeValue>) => JSON.stringify([pk, sk]);
    return Items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  async stop(): Promise<void> {
    this.client.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
