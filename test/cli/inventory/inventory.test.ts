import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack, Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { exampleApp } from '../../../bin/app';
import { writeHostile } from '../report/hostile';

const ROOT = path.join(__dirname, '..', '..', '..');
const DATA = path.join(__dirname, 'data');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inventory-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

interface Listed {
  readonly version: number;
  readonly templates: number;
  readonly ownerTag: string;
  readonly apis: Array<{
    readonly name: string;
    readonly kind: string;
    readonly file: string;
    readonly stack: string;
    readonly logicalId: string;
    readonly posture: boolean;
    readonly owner: string | null;
    readonly tags: { readonly [key: string]: string };
    readonly level: number | string;
    readonly stages: Array<{ readonly name: string; readonly webAcl: string }>;
    readonly routes: Array<{ readonly method: string; readonly path: string; readonly key: string; readonly level: number | string }>;
    readonly routesComplete: boolean;
    readonly unknown: string[];
  }>;
  readonly blindSpots: Array<{ readonly place: string; readonly what: string }>;
}

const run = (...args: string[]) => spawnSync(process.execPath, [path.join(ROOT, 'assets/cli/main.js'), 'inventory', ...args], { encoding: 'utf8', cwd: DATA });
const listOf = (...args: string[]) => JSON.parse(run(...args, '--format', 'json').stdout) as Listed;
const byName = ({ apis }: Listed) => Object.fromEntries(apis.map((api) => [api.name, api]));

/** An app in which two stacks have an API of the same name, one of them for one region only. */
function twoStacks(): string {
  const app = new App({ outdir: path.join(folder, 'two') });
  for (const [id, region] of [['One', 'eu-west-1'], ['Two', undefined]] as const) {
    const stack = new Stack(app, id, { env: region === undefined ? undefined : { account: '123456789012', region }, tags: { owner: `team-${id}` } });
    const api = new apigateway.RestApi(stack, 'Orders', { restApiName: 'orders' });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    Tags.of(api).add('cost-centre', '7');
  }
  return app.synth().directory;
}

describe('the list', () => {
  test('has the APIs of assemblies, of templates and of AWS SAM, of every kind', () => {
    const example = exampleApp().synth().directory;
    const list = listOf(example, twoStacks(), path.join(DATA, '../../report/data/plain-apis.yaml'), path.join(DATA, '../../check/data/sam.yaml'), 'owned.yaml');
    expect(list.version).toBe(1);
    expect([...new Set(list.apis.map(({ kind }) => kind))].sort()).toEqual(['HTTP', 'REST', 'WebSocket']);
    const [ours] = list.apis;
    expect(ours).toMatchObject({ kind: 'REST', posture: true, stages: [{ webAcl: 'associated' }], routesComplete: true, unknown: [] });
    expect(ours.routes.length).toBeGreaterThan(5);
    expect(ours.routes.every(({ level }) => typeof level === 'number')).toBe(true);
    expect(list.apis.slice(1).every(({ posture }) => !posture)).toBe(true);
  });

  test('keeps two stacks with an API of the same name apart, each with the owner that its stack is tagged with', () => {
    const { apis } = listOf(twoStacks());
    expect(apis.map(({ name, stack, owner, logicalId }) => [name, stack, owner, logicalId.startsWith('Orders')])).toEqual([
      ['One/Orders', 'One', 'team-One', true], ['Two/Orders', 'Two', 'team-Two', true],
    ]);
  });

  test('finds owners in the tags of API, stage or SAM, by a key in any case, and says what only the deployment knows', () => {
    const apis = byName(listOf('owned.yaml'));
    expect(Object.entries(apis).map(([name, { owner }]) => [name, owner])).toEqual([
      ['Invoices', 'billing'], ['Chat', 'messaging'], ['Tagless', null], ['Sam', 'platform'], ['SamHttp', 'edge'],
    ]);
    expect(apis.Invoices.tags).toEqual({ 'Owner': 'billing', 'cost-centre': '<Team>' });
    expect(apis.Tagless.unknown).toEqual(['It has tags that only the deployment knows.']);
    expect(byName(listOf('owned.yaml', '--owner-tag', 'Cost-Centre')).Invoices.owner).toBe('<Team>');
  });

  test('says of each stage whether a web ACL is associated in the template', () => {
    const apis = byName(listOf('owned.yaml'));
    expect(apis.Invoices.stages).toEqual([{ name: 'prod', webAcl: 'associated' }, { name: 'beta', webAcl: 'none in the template' }]);
    expect(apis.Chat.stages).toEqual([{ name: 'live', webAcl: 'not possible' }]);
  });

  test('says what is unknown, and never passes it off as nothing', () => {
    const list = listOf('owned.yaml');
    expect(byName(list).Invoices).toMatchObject({
      level: 'unknown', routes: [], routesComplete: false, unknown: ['Its document, or a part of it, stands elsewhere: it has routes that are not in the list.'],
    });
    expect(byName(list).Sam.level).toBe('unknown');
    expect(list.blindSpots).toEqual([
      'the macro Pipeline::Macro changes the template at the deployment', 'the template of the nested stack Nested is not here',
      'what the application App makes is not here', 'what the module Module makes is not here',
    ].map((what) => ({ place: 'owned (owned.yaml)', what })));
  });
});

describe('the command', () => {
  test('writes a page to the terminal, and into a file', () => {
    const shown = run('owned.yaml');
    expect([shown.status, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout).toMatch(/^<!DOCTYPE html>\n[^]*<\/html>\n$/);
    const file = path.join(folder, 'apis.html');
    expect(run('owned.yaml', '--output', file)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(fs.readFileSync(file, 'utf8')).toBe(shown.stdout);
  });

  test('lists nothing of templates without an API, and says so', () => {
    const file = path.join(DATA, '../../report/data/no-api.yaml');
    expect(run(file, '--format', 'json')).toMatchObject({ status: 0, stderr: 'No API is in the template.\n' });
    expect(listOf(file).apis).toEqual([]);
    expect(run(file).stdout).toContain('<p>None in what was read.</p>');
  });

  test('has of hostile texts not one tag, attribute or script more than of innocent ones', () => {
    const markup = (page: string): string[] => (page.replace(/<(script|style)>.*?<\/\1>/gs, '<$1></$1>').match(/<[a-zA-Z/!][^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));
    const known = new Set(markup(run('owned.yaml', path.join(DATA, '../../report/data/plain-apis.yaml')).stdout));
    const attacked = run(writeHostile(path.join(folder, 'hostile'))).stdout;
    expect(markup(attacked).filter((tag) => !known.has(tag))).toEqual([]);
    expect(attacked.match(/<script/g)).toHaveLength(1);
    expect(attacked).not.toContain('\u202E');
  });

  test.each<[string, string[], string]>([
    ['nothing there', ['no-such.yaml'], 'must be an assembly or a template, got nothing there'],
    ['an empty folder', [folder], 'got a folder without manifest.json'],
    ['a file that can\'t be written', ['owned.yaml', '--output', '/no/such/folder/file'], '--output must be a file that can be written'],
    ['a format that is none', ['owned.yaml', '--format', 'pdf'], 'Allowed choices are html, json'],
    ['no template', [], '`inventory` must have a template or an assembly, got none'],
    ['no regions', ['--live'], '`--live` must have the regions to read, got none; right would be: --live --regions eu-west-1'],
    ['regions that are none', ['--live', '--regions', 'eu-west-1,Ireland'], 'It must be names of regions, such as eu-west-1,us-east-1'],
    ['a profile without --live', ['owned.yaml', '--profile', 'audit'], '`--regions`, `--profile` and `--stack` must stand beside `--live`'],
    ['a stack\'s name for a file that is not given', ['--live', '--regions', 'eu-west-1', '--stack', 'prod=other.yaml', 'owned.yaml'],
      '`--stack` must name a template that is given too, got prod=other.yaml; right would be: --stack prod=owned.yaml'],
  ])('says of %s what is wrong, and ends with 2', (_, args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('prints the policy that --live needs, for some regions or all, and nothing else', () => {
    const { status, stdout, stderr } = run('--print-policy');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'apigateway:GET',
          Resource: [
            'arn:*:apigateway:*::/restapis', 'arn:*:apigateway:*::/restapis/*', 'arn:*:apigateway:*::/usageplans', 'arn:*:apigateway:*:*:/domainnames',
            'arn:*:apigateway:*:*:/domainnames/*', 'arn:*:apigateway:*::/apis', 'arn:*:apigateway:*::/apis/*',
          ],
        },
        { Effect: 'Allow', Action: 'wafv2:GetWebACL', Resource: ['arn:*:wafv2:*:*:regional/webacl/*'] },
      ],
    });
    expect(run('--print-policy', '--regions', 'eu-west-1').stdout).toContain('"arn:*:apigateway:eu-west-1::/restapis"');
  });

  test('has help with examples', () => {
    expect(run('--help').stdout).toContain('npx secure-rest-api inventory cdk.out --output apis.html');
  });
});
