import { Json, JsonMap, LocalAssembly, LocalResource } from '../../local/assembly';
import { CustomResources } from '../../local/custom-resources';

/** Custom resources of a stack: properties by logical id, and what each needs first. */
interface Described {
  readonly [logicalId: string]: { readonly properties: JsonMap; readonly needs?: string[] };
}

/** How the function behind the resources fares. */
type Respond = (event: JsonMap) => { readonly [member: string]: Json } | undefined;

/** A stack of custom resources whose function answers as CloudFormation asks it to: by an upload. */
class Deployments {
  public readonly events: JsonMap[] = [];
  private readonly resources = new CustomResources();

  public async deploy(described: Described, respond: Respond = () => ({}), canInvoke = true): Promise<ReadonlyMap<string, { readonly ref: string }>> {
    let made: ReadonlyMap<string, { readonly ref: string }> = new Map();
    await this.resources.run({
      read: (soFar) => {
        made = soFar;
        return assembly(described);
      },
      invoke: async (_arn, event) => {
        this.events.push(event);
        const answer = respond(event);
        if (answer !== undefined) {
          this.upload(event, { Status: 'SUCCESS', PhysicalResourceId: `made-${String(event.LogicalResourceId)}`, ...answer });
        }
        return null;
      },
      canInvoke: () => canInvoke,
      address: 'http://127.0.0.1:1',
    });
    return made;
  }

  public asked(): string[] {
    return this.events.splice(0).map(({ RequestType, LogicalResourceId, PhysicalResourceId }) => (
      [RequestType, LogicalResourceId, ...(PhysicalResourceId === undefined ? [] : [PhysicalResourceId])].join(' ')));
  }

  public upload(event: JsonMap, answer: JsonMap, method = 'PUT'): number {
    const rawPath = new URL(String(event.ResponseURL)).pathname;
    return this.resources.receive({ method, rawPath, rawQuery: '', headers: [], body: Buffer.from(JSON.stringify(answer)), sourceIp: '127.0.0.1', protocol: 'HTTP/1.1' } as never)!.status;
  }
}

function assembly(described: Described): LocalAssembly {
  const resources = new Map(Object.entries(described).map(([logicalId, { properties, needs = [] }]): [string, LocalResource] => [logicalId, {
    stack: 'Shop', logicalId, type: 'Custom::Thing', properties: { ServiceToken: 'arn:function', ...properties }, dependsOn: new Set(needs), ref: logicalId,
  }]));
  return { directory: '', stacks: [{ name: 'Shop', region: 'us-east-1', account: '111122223333', resources, outputs: {} }], assetPath: () => undefined, attribute: () => '' };
}

test('what is new is created after what it needs, and all scalars are text', async () => {
  const deployments = new Deployments();
  await deployments.deploy({ Second: { properties: { count: 2, on: true }, needs: ['First'] }, First: { properties: {} } });
  expect(deployments.events.map(({ LogicalResourceId, ResourceProperties }) => [LogicalResourceId, ResourceProperties])).toEqual([
    ['First', { ServiceToken: 'arn:function' }], ['Second', { ServiceToken: 'arn:function', count: '2', on: 'true' }],
  ]);
  expect(deployments.events[0]).toMatchObject({ RequestType: 'Create', ResourceType: 'Custom::Thing', RequestId: expect.any(String) as string });
  expect(deployments.events[0]).not.toHaveProperty('PhysicalResourceId');
});

test('what changed is updated with what it was, what stayed is left alone', async () => {
  const deployments = new Deployments();
  await deployments.deploy({ One: { properties: { value: 'a' } }, Other: { properties: {} } });
  deployments.events.length = 0;
  await deployments.deploy({ One: { properties: { value: 'b' } }, Other: { properties: {} } });
  expect(deployments.events).toEqual([expect.objectContaining({
    RequestType: 'Update',
    LogicalResourceId: 'One',
    PhysicalResourceId: 'made-One',
    ResourceProperties: { ServiceToken: 'arn:function', value: 'b' },
    OldResourceProperties: { ServiceToken: 'arn:function', value: 'a' },
  })]);
});

test('an update that answers with another id is a replacement: the one before is deleted when all else is done', async () => {
  const deployments = new Deployments();
  const respond: Respond = ({ LogicalResourceId, ResourceProperties }) => ({ PhysicalResourceId: `${String(LogicalResourceId)}-${String((ResourceProperties as JsonMap).value)}` });
  await deployments.deploy({ One: { properties: { value: 'a' } }, Later: { properties: { value: 'a' }, needs: ['One'] } }, respond);
  deployments.asked();
  const made = await deployments.deploy({ One: { properties: { value: 'b' } }, Later: { properties: { value: 'b' }, needs: ['One'] } }, respond);
  expect(deployments.asked()).toEqual(['Update One One-a', 'Update Later Later-a', 'Delete Later Later-a', 'Delete One One-a']);
  expect(made.get('Shop.One')?.ref).toBe('One-b');
});

test('what is gone is deleted, the newest first, and only once', async () => {
  const deployments = new Deployments();
  await deployments.deploy({ One: { properties: {} }, Other: { properties: {}, needs: ['One'] }, Stays: { properties: {} } });
  deployments.asked();
  await deployments.deploy({ Stays: { properties: {} } });
  expect(deployments.asked()).toEqual(['Delete Other made-Other', 'Delete One made-One']);
  await deployments.deploy({ Stays: { properties: {} } });
  expect(deployments.asked()).toEqual([]);
});

test('a failure ends the deployment in the function\'s own words, and the next one tries again', async () => {
  const deployments = new Deployments();
  const failing = deployments.deploy({ One: { properties: {} } }, () => ({ Status: 'FAILED', Reason: 'the role is not there yet' }));
  await expect(failing).rejects.toThrow('the custom resource One (Custom::Thing) failed: the role is not there yet');
  deployments.asked();
  await deployments.deploy({ One: { properties: {} } });
  expect(deployments.asked()).toEqual(['Create One']);
});

test('a function that never answers is given up after its own time', async () => {
  await expect(new Deployments().deploy({ One: { properties: { ServiceTimeout: 1 } } }, () => undefined)).rejects.toThrow('it did not answer within 1 s');
});

test('resources that need one another in a circle are an error', async () => {
  const circle = { One: { properties: {}, needs: ['Other'] }, Other: { properties: {}, needs: ['One'] } };
  await expect(new Deployments().deploy(circle)).rejects.toThrow('must not need one another in a circle, got Shop.One, Shop.Other');
});

test('resources of functions that are not run here are left out', async () => {
  const deployments = new Deployments();
  expect([...(await deployments.deploy({ One: { properties: {} } }, undefined, false)).keys()]).toEqual([]);
  expect(deployments.asked()).toEqual([]);
});

test('an answer is taken once, by PUT, at the address that was given', async () => {
  const deployments = new Deployments();
  const statuses: number[] = [];
  await deployments.deploy({ One: { properties: {} } }, (event) => {
    statuses.push(deployments.upload(event, { Status: 'SUCCESS' }, 'POST'));
    statuses.push(deployments.upload({ ResponseURL: 'http://127.0.0.1:1/cloudformation/guessed' }, { Status: 'SUCCESS' }));
    statuses.push(deployments.upload(event, { Status: 'SUCCESS', PhysicalResourceId: 'first' }));
    statuses.push(deployments.upload(event, { Status: 'FAILED' }));
    return undefined;
  });
  expect(statuses).toEqual([403, 403, 200, 403]);
});
