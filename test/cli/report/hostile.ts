import * as fs from 'fs';
import * as path from 'path';
import { Posture } from '../../../lib/posture/posture';

/** A text that would be a script, a picture, a link, a table's cell or another name, were it not escaped. */
export const HOSTILE = '"><script>document.title="owned"</script><img src=x onerror="document.title=1">\'--></style></title>`|[a](javascript:alert(1))\u202E{{1}}${1}';

/** Writes an assembly in which every text that a person may have written is hostile. @returns its folder */
export function writeHostile(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  const exceptions = [{ kind: HOSTILE, reason: HOSTILE }];
  const named = { name: HOSTILE, audience: [HOSTILE], grants: { roles: [HOSTILE], scopes: [HOSTILE] }, exceptions };
  const rule = { name: HOSTILE, priority: 0, action: HOSTILE, wcu: 1, purpose: HOSTILE };
  const posture: Posture = {
    version: 1,
    api: HOSTILE,
    template: 'a.template.json',
    restApi: 'Ours',
    stage: HOSTILE,
    throttle: HOSTILE,
    rotationSchedule: HOSTILE,
    issuers: [named],
    authorizerCache: HOSTILE,
    exceptions,
    routes: [{
      method: HOSTILE,
      path: HOSTILE,
      alsoServes: [HOSTILE],
      operationId: HOSTILE,
      access: HOSTILE,
      apiKey: true,
      parameters: [HOSTILE],
      queryNames: 'free',
      body: HOSTILE,
      throttle: HOSTILE,
      target: HOSTILE,
      role: HOSTILE,
      exceptions,
      openPlaces: [{ kind: 'open object', pointer: HOSTILE }],
    }],
    findings: [{ route: HOSTILE, finding: HOSTILE }],
    firewall: { rules: [rule], wcu: 1, budget: 1500 },
    consumers: [{ id: HOSTILE, throttle: HOSTILE, quota: HOSTILE }],
    edge: {
      domainNames: [HOSTILE],
      tls: HOSTILE,
      origin: HOSTILE,
      website: HOSTILE,
      websiteTokens: [HOSTILE],
      webAcl: HOSTILE,
      exceptions,
      firewall: [rule],
    },
    worstBill: {
      total: 1,
      currency: 'USD',
      priceDate: HOSTILE,
      region: HOSTILE,
      hours: 730,
      requests: { arriving: 1, served: 1, authorized: 1 },
      items: [{ layer: HOSTILE, what: HOSTILE, quantity: 1, unit: HOSTILE, unitPrice: 1, usdPerMonth: 1, loweredBy: HOSTILE, source: HOSTILE }],
      notIncluded: [HOSTILE],
      assumptions: [HOSTILE],
      tokens: [HOSTILE],
    },
  };
  const managed = { VendorName: HOSTILE, Name: HOSTILE, ExcludedRules: [{ Name: HOSTILE }] };
  const template = {
    Resources: {
      Ours: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
      [HOSTILE]: {
        Type: 'AWS::ApiGateway::RestApi',
        Metadata: { cdk_nag: { rules_to_suppress: [{ id: HOSTILE, reason: HOSTILE }] } },
        Properties: {
          Body: {
            paths: {
              [HOSTILE]: {
                get: {
                  'operationId': HOSTILE,
                  'security': [{ [HOSTILE]: [HOSTILE] }],
                  'x-amazon-apigateway-integration': { type: 'http', uri: HOSTILE, credentials: HOSTILE },
                },
              },
            },
            components: { securitySchemes: { [HOSTILE]: { 'type': 'apiKey', 'x-amazon-apigateway-authtype': 'cognito_user_pools' } } },
          },
        },
      },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: HOSTILE }, StageName: HOSTILE, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: HOSTILE }] },
      },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { UsagePlanName: HOSTILE, ApiStages: [{ ApiId: { Ref: HOSTILE } }], Quota: { Limit: HOSTILE, Period: HOSTILE } },
      },
      Association: {
        Type: 'AWS::WAFv2::WebACLAssociation',
        Properties: { ResourceArn: { 'Fn::Join': ['', [{ Ref: HOSTILE }]] }, WebACLArn: { Ref: 'WebAcl' } },
      },
      WebAcl: {
        Type: 'AWS::WAFv2::WebACL',
        Properties: { Rules: [{ Name: HOSTILE, Priority: 1, Action: { [HOSTILE]: {} }, Statement: { ManagedRuleGroupStatement: managed } }] },
      },
    },
  };
  const write = (name: string, content: object): void => fs.writeFileSync(path.join(folder, name), JSON.stringify(content));
  write('a.posture.json', posture);
  write('a.template.json', template);
  write('manifest.json', { artifacts: { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'a.template.json', stackName: HOSTILE } } } });
  return folder;
}
