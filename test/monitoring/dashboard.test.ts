import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpMethod, RouteAccess, RouteTarget, SecureRestApi } from '../../lib';
import {
  METRIC_DECISION_TIME, METRIC_DENIED, METRIC_DENIED_NAMESPACE, METRIC_KEY_SET_AGE,
} from '../../lib/contracts/authorizer';
import {
  METRIC_KEY_AGE, METRIC_KEY_AGE_PERCENT, METRIC_KEY_PROMOTED, METRIC_NAMESPACE, METRIC_QUOTA_CARRIED, METRIC_QUOTA_GAIN, METRIC_QUOTA_USED,
} from '../../lib/contracts/rotation';
import { COLUMNS, expressionsOf, metricsOf, pictureOf, Widget } from '../support/dashboard-picture';
import { ISSUER, sampleFunction } from '../support/sample-api';

/** The picture in the docs. UPDATE_PICTURES=1 draws it anew. */
const PICTURE = path.join(__dirname, '../../docs/images/dashboard.svg');

interface Resources {
  readonly [id: string]: { readonly Type: string; readonly Properties: { readonly [name: string]: unknown } };
}

const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], restApiName: 'The orders of all shops', firewall: { loginPaths: ['/login'] } });
const target = RouteTarget.lambda(sampleFunction(stack, 'Handler'));
api.addRoute({ method: HttpMethod.POST, path: '/login', target, access: RouteAccess.anyone('Whoever logs in has no token yet') });
api.addConsumer('Partner');
const resources = (Template.fromStack(stack).toJSON() as { readonly Resources: Resources }).Resources;
const idOf = (type: string, part: string): string => Object.keys(resources).find((id) => resources[id].Type === type && id.includes(part))!;

/** A text of the template with each reference as the id of what it refers to. */
function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]]; 'Fn::GetAtt'?: [string, string] };
  return Ref ?? (attribute ? attribute[0] : join![1].map(text).join(join![0]));
}

const { widgets } = JSON.parse(text(resources[idOf('AWS::CloudWatch::Dashboard', 'Dashboard')].Properties.DashboardBody)) as { readonly widgets: Widget[] };
const shown = widgets.flatMap(metricsOf);

test('the API\'s name is on top, and below it the state of every alarm of the stack', () => {
  const [name, state] = [...widgets].sort((a, b) => a.y - b.y || a.x - b.x);
  expect(name).toMatchObject({ type: 'text', x: 0, y: 0, width: COLUMNS });
  expect(name.properties.markdown).toMatch(/^# The orders of all shops\nhttps:\/\//);
  expect(state).toMatchObject({ type: 'alarm', x: 0, y: name.height, width: COLUMNS });
  const alarms = Object.keys(resources).filter((id) => resources[id].Type === 'AWS::CloudWatch::Alarm');
  expect([...state.properties.alarms!].sort()).toEqual(alarms.sort());
});

test('no widget stands on another, and all of them within 24 columns', () => {
  const taken = new Map<string, number>();
  widgets.forEach(({ x, y, width, height }, index) => {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(COLUMNS);
    for (let column = x; column < x + width; column += 1) {
      for (let row = y; row < y + height; row += 1) {
        expect([`${column},${row}`, taken.get(`${column},${row}`)]).toEqual([`${column},${row}`, undefined]);
        taken.set(`${column},${row}`, index);
      }
    }
  });
  // No hole either: one glance, from the top to the end.
  expect(taken.size).toBe(COLUMNS * Math.max(...widgets.map(({ y, height }) => y + height)));
});

test('every metric is one that something of the template has', () => {
  const restApi = resources[idOf('AWS::ApiGateway::RestApi', 'RestApi')].Properties;
  const webAcl = resources[idOf('AWS::WAFv2::WebACL', 'WebAcl')].Properties as { readonly VisibilityConfig: { readonly MetricName: string } };
  const functions = Object.keys(resources).filter((id) => resources[id].Type === 'AWS::Lambda::Function');
  const counted = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .flatMap(({ Properties }) => (Properties.MetricTransformations as { readonly MetricName: string }[]).map(({ MetricName }) => MetricName));
  const rotations = [METRIC_KEY_PROMOTED, METRIC_QUOTA_GAIN, METRIC_QUOTA_CARRIED, METRIC_KEY_AGE, METRIC_KEY_AGE_PERCENT, METRIC_QUOTA_USED];
  const restApiId = idOf('AWS::ApiGateway::RestApi', 'RestApi');
  expect(shown.length).toBeGreaterThan(20);
  for (const { namespace, name, dimensions } of shown) {
    switch (namespace) {
      case 'AWS/ApiGateway':
        expect(['Count', '4XXError', '5XXError', 'Latency', 'IntegrationLatency']).toContain(name);
        expect(dimensions).toEqual({ ApiName: restApi.Name, Stage: idOf('AWS::ApiGateway::Stage', 'Stage') });
        break;
      case 'AWS/WAFV2':
        expect(name).toBe('BlockedRequests');
        expect(dimensions).toMatchObject({ WebACL: webAcl.VisibilityConfig.MetricName, Region: 'eu-west-1' });
        break;
      case 'AWS/Lambda':
        expect(functions).toContain(dimensions.FunctionName);
        break;
      case METRIC_NAMESPACE:
        expect([...counted, ...rotations]).toContain(name);
        expect(dimensions).toEqual({ RestApiId: restApiId });
        break;
      case METRIC_DENIED_NAMESPACE:
        expect([METRIC_DENIED, METRIC_DECISION_TIME, METRIC_KEY_SET_AGE]).toContain(name);
        expect(dimensions).toEqual({ ApiId: restApiId });
        break;
      default: throw new Error(`nothing of the template has metrics in ${namespace}`);
    }
  }
});

test('what is searched for has the namespace and the dimensions that are written', () => {
  expect(widgets.flatMap(expressionsOf).map((expression) => /^SEARCH\('\{([^}]+)\} MetricName="(\w+)"/.exec(expression)?.slice(1))).toEqual([
    ['AWS/WAFV2,Region,Rule,WebACL', 'BlockedRequests'],
    ['SecureRestApi/JwtAuthorizer,ApiId,Reason', 'Denied'],
  ]);
});

test('tables read fields that the access log has', () => {
  const [table] = widgets.filter(({ type }) => type === 'log');
  const { AccessLogSetting } = resources[idOf('AWS::ApiGateway::Stage', 'Stage')].Properties as { readonly AccessLogSetting: { readonly Format: string } };
  const fields = Object.keys(JSON.parse(AccessLogSetting.Format) as object);
  for (const field of ['apiKeyId', 'status', 'responseType']) {
    expect(table.properties.query).toContain(field);
    expect(fields).toContain(field);
  }
});

test('is the picture in the docs', () => {
  const picture = pictureOf(widgets);
  if (process.env.UPDATE_PICTURES) {
    fs.writeFileSync(PICTURE, picture);
  }
  expect(picture).toBe(fs.readFileSync(PICTURE, 'utf8'));
});
