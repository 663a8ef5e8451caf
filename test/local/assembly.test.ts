import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnCondition, CfnOutput, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { LocalAssembly, readAssembly } from '../../local/assembly';

function assemblyOf(build: (app: App) => void, parameters: { [name: string]: string } = {}): LocalAssembly {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'assembly-'));
  const app = new App({ outdir });
  build(app);
  app.synth();
  return readAssembly(outdir, parameters);
}

function parameterValues(build: (stack: Stack) => { [id: string]: string }, parameters: { [name: string]: string } = {}): { [id: string]: unknown } {
  const assembly = assemblyOf((app) => {
    const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    Object.entries(build(stack)).forEach(([id, value]) => new ssm.CfnParameter(stack, id, { type: 'String', value }));
  }, parameters);
  return Object.fromEntries([...assembly.stacks[0].resources.values()].map(({ logicalId, properties }) => [logicalId, properties.Value]));
}

test('intrinsic functions give what CloudFormation would', () => {
  expect(parameterValues((stack) => {
    const given = new CfnParameter(stack, 'Given', { default: 'a,b' });
    const isDefault = new CfnCondition(stack, 'IsDefault', { expression: Fn.conditionEquals(given.valueAsString, 'a,b') });
    return {
      Pseudo: `${stack.region} ${stack.account} ${stack.partition}`,
      Select: Fn.select(1, Fn.split(',', given.valueAsString)),
      Sub: Fn.sub('${Given} ${!Given} ${Other} ${AWS::Region}', { Other: Fn.join('-', ['x', given.valueAsString]) }),
      If: Fn.conditionIf(isDefault.logicalId, 'default', 'other').toString(),
      Base64: Fn.base64('text'),
    };
  })).toEqual({
    Pseudo: 'eu-west-1 111122223333 aws',
    Select: 'b',
    Sub: 'a,b ${Given} x-a,b eu-west-1',
    If: 'default',
    Base64: 'dGV4dA==',
  });
});

test('a parameter has the given value, else its default', () => {
  const read = (given: { [name: string]: string }) => parameterValues((stack) => ({ Read: new CfnParameter(stack, 'Given', { default: 'default' }).valueAsString }), given).Read;
  expect(read({})).toBe('default');
  expect(read({ Given: 'other' })).toBe('other');
});

test('references between stacks and to assets lead where they should, the same at each start', () => {
  const build = (app: App) => {
    const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id));
    const handler = new lambda.Function(one, 'Handler', {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(path.join(__dirname, '..', '..', 'bin', 'order-function')),
    });
    new CfnOutput(other, 'Arn', { value: handler.functionArn });
  };
  const [first, second] = [assemblyOf(build), assemblyOf(build)];
  const arn = first.stacks.find(({ name }) => name === 'Other')!.outputs.Arn;
  expect(arn).toMatch(/^arn:aws:lambda:us-east-1:123456789012:function:[A-Za-z0-9-]{1,64}$/);
  expect(second.stacks.find(({ name }) => name === 'Other')!.outputs.Arn).toBe(arn);
  const handler = [...first.stacks.find(({ name }) => name === 'One')!.resources.values()].find(({ type }) => type === 'AWS::Lambda::Function')!;
  expect(arn).toContain(handler.ref);
  const { S3Key } = handler.properties.Code as { S3Key: string };
  expect(fs.readdirSync(first.assetPath(S3Key)!)).toContain('index.js');
  expect(first.assetPath('nothing.zip')).toBeUndefined();
  const role = [...first.stacks.find(({ name }) => name === 'One')!.resources.values()].find(({ type }) => type === 'AWS::IAM::Role')!;
  expect(handler.dependsOn).toContain(role.logicalId);
});

test('a folder that is no assembly is refused with what it should be', () => {
  expect(() => readAssembly(fs.mkdtempSync(path.join(os.tmpdir(), 'nothing-')))).toThrow(/must be the output of `cdk synth`/);
});
