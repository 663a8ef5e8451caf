import { once } from 'events';
import { AddressInfo } from 'net';
import { CreateTableCommand, CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { resourcesOf } from '../local/api';
import { LocalAssembly } from '../local/assembly';

/** A DynamoDB in the memory of this process, on loopback, where the functions of an app can store. */
export class LocalTables {
  /** Starts it, with the tables of an assembly. */
  public static async start(assembly?: LocalAssembly): Promise<LocalTables> {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const tables = new LocalTables(server);
    for (const stack of assembly?.stacks ?? []) {
      for (const { ref, properties } of resourcesOf(stack, 'AWS::DynamoDB::GlobalTable')) {
        const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = properties as unknown as CreateTableCommandInput;
        await tables.create({ TableName: ref, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes });
      }
    }
    return tables;
  }

  public readonly url: string;

  private constructor(private readonly server: ReturnType<typeof dynalite>) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  public client(): DynamoDBClient {
    return new DynamoDBClient({ endpoint: this.url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  }

  public async create(table: CreateTableCommandInput): Promise<void> {
    const client = this.client();
    await client.send(new CreateTableCommand({ BillingMode: 'PAY_PER_REQUEST', ...table }));
    client.destroy();
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
