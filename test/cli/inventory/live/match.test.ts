import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { apisOfRegion } from '../../../../cli/inventory/live/from-live';
import { matchOf } from '../../../../cli/inventory/live/match';
import { LiveApi, readRegion } from '../../../../cli/inventory/live/read-region';
import { readInputs, ReportInput } from '../../../../cli/report/read/inputs';
import { RecordedAws, stackTags } from './recorded-aws';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'match-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const liveApi = (tags: { readonly [key: string]: string }, name = 'orders', region = 'eu-west-1'): LiveApi => ({
  region, id: 'a1', version: 1, name, answer: {}, tags, stages: [], authorizers: [], routes: [], integrations: [], problems: [],
});

const template = (name: string, content: object): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
};
const api = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'orders' } };
const shop = template('shop.json', { Resources: { Api: api, Table: { Type: 'AWS::DynamoDB::Table' } } });

/** Stacks in a stated region, in any, and nested. */
function assembly(): ReportInput[] {
  const app = new App({ outdir: path.join(folder, 'cdk.out') });
  const stated = new Stack(app, 'Stated', { env: { account: '123456789012', region: 'eu-west-1' } });
  new apigateway.CfnRestApi(stated, 'Api', { name: 'orders' });
  new apigateway.CfnRestApi(new Stack(app, 'Anywhere'), 'Api', { name: 'orders' });
  const nested = new NestedStack(new Stack(app, 'Parent'), 'Child');
  new apigateway.CfnRestApi(nested, 'Inner', { name: 'inner' });
  return readInputs([app.synth().directory]);
}

const read = assembly();
const why = (tags: { readonly [key: string]: string }, inputs = read, names: ReadonlyMap<string, readonly string[]> = new Map(), region = 'eu-west-1') => {
  const match = matchOf(liveApi(tags, 'orders', region), inputs, names);
  return match.status === 'unknown' ? match.why : match.status;
};

test('an API is known by the tags of its stack and logical id', () => {
  expect(why(stackTags('Stated', 'Api'))).toBe('known');
  expect(why(stackTags('Anywhere', 'Api', '210987654321', 'us-east-1'), read, new Map(), 'us-east-1')).toBe('known');
});

test.each([
  ['another region', stackTags('Stated', 'Api', '123456789012', 'us-east-1'), 'us-east-1'],
  ['another account', stackTags('Stated', 'Api', '210987654321'), 'eu-west-1'],
])('a stack of the same name in %s is another one', (_, tags, region) => {
  expect(why(tags, read, new Map(), region)).toBe('the stack Stated is given for another account or region');
});

test('a name proves nothing, and neither does a tag that anybody may write', () => {
  expect(why({})).toBe('no stack of CloudFormation made it; it has the name of Api of Stated, Api of Anywhere, which proves nothing');
  expect(why({ 'secure-rest-api:api': 'Stated/Api' })).toMatch(/^no stack of CloudFormation made it, though it has the tag secure-rest-api:api, which anybody may write/);
});

test('an API that its template no longer has is unknown, and so is a resource of another type', () => {
  expect(why(stackTags('Stated', 'Gone'))).toMatch(/^the template of its stack Stated has no API Gone: removed there and still deployed/);
  expect(why(stackTags('shop', 'Table'), readInputs([shop]))).toMatch(/^the template of its stack shop has no API Table/);
});

test('a nested stack is known by its parent and the name that CloudFormation gave it', () => {
  const nested = read.find(({ read: { stackName } }) => stackName.startsWith('Parent/'))!;
  const [, logicalId] = nested.read.stackName.split('/');
  const [inner] = Object.keys(nested.resources);
  expect(why(stackTags(`Parent-${logicalId}-1ABCDEFGHIJKL`, inner))).toBe('known');
  expect(why(stackTags(`Parent-${logicalId}`, inner))).toMatch(/no template of that stack was given$/);
  expect(why(stackTags(`Parent-${logicalId}x-1ABC`, inner))).toMatch(/no template of that stack was given$/);
});

test('a template\'s file is the stack of its name, or of the names that are said', () => {
  const inputs = readInputs([shop]);
  expect(why(stackTags('shop', 'Api'), inputs)).toBe('known');
  expect(why(stackTags('shop-prod', 'Api'), inputs)).toMatch(/^the stack shop-prod made it/);
  const names = new Map([[shop, ['shop-prod', 'shop-test']]]);
  expect(['shop-prod', 'shop-test', 'shop.prod'].map((stack) => why(stackTags(stack, 'Api'), inputs, names).split(' ')[0])).toEqual(['known', 'known', 'the']);
});

test('what AWS SAM makes of functions\' events is known by SAM\'s names', () => {
  const event = (Type: string) => ({ Type, Properties: { Path: '/a', Method: 'get' } });
  const sam = template('sam.json', {
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: { Fn: { Type: 'AWS::Serverless::Function', Properties: { Events: { A: event('Api'), B: event('HttpApi') } } } },
  });
  const inputs = readInputs([sam]);
  expect(['ServerlessRestApi', 'ServerlessHttpApi'].map((id) => why(stackTags('sam', id), inputs))).toEqual(['known', 'known']);
});

test('without templates nothing is compared', () => {
  expect(why(stackTags('Stated', 'Api'), [])).toBe('not compared');
});

test('what is acknowledged on the construct of the template that names it is acknowledged where it is deployed', async () => {
  const app = new App({ outdir: path.join(folder, 'acknowledged') });
  const stack = new Stack(app, 'Status');
  const status = new apigateway.RestApi(stack, 'Api');
  status.root.addMethod('GET', new apigateway.MockIntegration());
  Validations.of(status).acknowledge({ id: 'SecureRestApi-SRA29', reason: 'The access log of the region has it' });
  const inputs = readInputs([app.synth().directory]);
  const tags = stackTags('Status', stack.getLogicalId(status.node.defaultChild as apigateway.CfnRestApi));
  const region = await readRegion('eu-west-1', new RecordedAws({
    GetRestApis: () => ({ items: [{ id: 'a1', name: 'status', tags }] }),
    GetStages: () => ({ item: [{ stageName: 'prod' }] }),
    GetExport: () => ({ body: Buffer.from('{"openapi":"3.0.1","paths":{}}') }),
  }));
  const [known] = apisOfRegion(region, inputs, new Map(), 'owner');
  const [stranger] = apisOfRegion(region, [], new Map(), 'owner');
  const reasons = ({ deployed }: typeof known) => deployed!.findings.filter(({ id }) => id.endsWith('SRA29')).map(({ acknowledged }) => acknowledged);
  expect(reasons(known)).toEqual(['The access log of the region has it']);
  expect(reasons(stranger)).toEqual([undefined]);
});
