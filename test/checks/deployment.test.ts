import { App, CfnCondition, CfnParameter, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { apiOf, found, foundIn, resource } from './found';

function one(rule: string, type: string, properties: object): string[] {
  return found(rule, (stack) => resource(stack, 'Resource', type, properties));
}

describe('SRA4: no data trace', () => {
  test('finds it on stages and deployments, and where a condition may turn it on', () => {
    const stage = (traced: unknown) => one('SRA4', 'AWS::ApiGateway::Stage', { MethodSettings: [{ HttpMethod: '*', DataTraceEnabled: traced }] });
    expect(stage(true)).toEqual(['SRA4']);
    expect(stage({ 'Fn::If': ['Debug', true, { Ref: 'AWS::NoValue' }] })).toEqual(['SRA4']);
    expect(stage(false)).toEqual([]);
    expect(stage(undefined)).toEqual([]);
    expect(one('SRA4', 'AWS::ApiGateway::Deployment', { StageDescription: { DataTraceEnabled: true } })).toEqual(['SRA4']);
    expect(one('SRA4', 'AWS::ApiGateway::Deployment', {})).toEqual([]);
  });
});

describe('SRA5: the stage is behind a web ACL that refuses something', () => {
  const visibilityConfig = { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'm' };
  const managed = (overrideAction: object): wafv2.CfnWebACL.RuleProperty => ({
    name: 'Common', priority: 1, overrideAction, visibilityConfig, statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
  });
  const webAcl = (stack: Stack, rules: wafv2.CfnWebACL.RuleProperty[], defaultAction: object = { allow: {} }) =>
    new wafv2.CfnWebACL(stack, 'WebAcl', { scope: 'REGIONAL', defaultAction, visibilityConfig, rules });
  const restApi = (stack: Stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET');
    return api;
  };
  const associated = (rules: wafv2.CfnWebACL.RuleProperty[], defaultAction?: object) => found('SRA5', (stack) => {
    new wafv2.CfnWebACLAssociation(stack, 'Association', {
      resourceArn: restApi(stack).deploymentStage.stageArn, webAclArn: webAcl(stack, rules, defaultAction).attrArn,
    });
  });

  test('finds no association, and one of another stage', () => {
    expect(found('SRA5', (stack) => restApi(stack))).toEqual(['association']);
    expect(found('SRA5', (stack) => {
      const api = restApi(stack);
      new wafv2.CfnWebACLAssociation(stack, 'Association', {
        resourceArn: `arn:aws:apigateway:eu-west-1::/restapis/${api.restApiId}/stages/prod2`, webAclArn: 'arn:aws:wafv2:web-acl',
      });
    })).toEqual(['association']);
  });

  test('finds a web ACL that refuses nothing', () => {
    expect(associated([])).toEqual(['rules']);
    expect(associated([managed({ count: {} })])).toEqual(['rules']);
    expect(associated([], { block: {} })).toEqual(['rules']);
  });

  test('takes managed groups, blocking rules and allow lists', () => {
    expect(associated([managed({ none: {} })])).toEqual([]);
    expect(associated([{ ...managed({}), overrideAction: undefined, action: { block: {} } }])).toEqual([]);
    expect(associated([{ ...managed({}), overrideAction: undefined, action: { allow: {} } }], { block: {} })).toEqual([]);
  });

  test('takes a web ACL that is not of this app, and a stage named by its name', () => {
    expect(found('SRA5', (stack) => {
      const api = restApi(stack);
      new wafv2.CfnWebACLAssociation(stack, 'Association', {
        resourceArn: `arn:aws:apigateway:eu-west-1::/restapis/${api.restApiId}/stages/prod`, webAclArn: new CfnParameter(stack, 'WebAclArn').valueAsString,
      });
    })).toEqual([]);
  });

  test('finds an association in another stack', () => {
    const app = new App();
    const apiStack = new Stack(app, 'ApiStack');
    const edge = new Stack(app, 'Edge');
    new wafv2.CfnWebACLAssociation(edge, 'Association', {
      resourceArn: restApi(apiStack).deploymentStage.stageArn, webAclArn: webAcl(edge, [managed({ none: {} })]).attrArn,
    });
    restApi(new Stack(app, 'Bare'));
    app.synth();
    expect(foundIn(apiStack, 'SRA5')).toEqual([]);
    expect(foundIn(app.node.findChild('Bare') as Stack, 'SRA5')).toEqual(['association']);
  });
});

test('SRA5 finds the stage that a deployment makes by naming it', () => {
  const deployment = (properties: object) => one('SRA5', 'AWS::ApiGateway::Deployment', { RestApiId: 'abc', ...properties });
  expect(deployment({ StageName: 'dev' })).toEqual(['association']);
  expect(deployment({})).toEqual([]);
});

describe('SRA6: modern TLS', () => {
  const policy = 'SecurityPolicy_TLS13_1_3_2025_09';

  test('finds legacy policies and a tolerant access mode', () => {
    for (const type of ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::DomainName']) {
      expect(one('SRA6', type, {})).toEqual(['policy', 'access-mode']);
      expect(one('SRA6', type, { SecurityPolicy: 'TLS_1_2' })).toEqual(['policy', 'access-mode']);
      expect(one('SRA6', type, { SecurityPolicy: policy, EndpointAccessMode: 'BASIC' })).toEqual(['access-mode']);
      expect(one('SRA6', type, { SecurityPolicy: { Ref: 'Policy' }, EndpointAccessMode: 'STRICT' })).toEqual(['policy']);
      expect(one('SRA6', type, { SecurityPolicy: policy, EndpointAccessMode: 'STRICT' })).toEqual([]);
    }
  });

  test('reads the document', () => {
    expect(found('SRA6', (stack) => apiOf(stack, {
      'x-amazon-apigateway-security-policy': policy, 'x-amazon-apigateway-endpoint-access-mode': 'STRICT',
    }))).toEqual([]);
  });

  test('takes TLS 1.2 on a domain with mutual TLS, which excludes the newer policies', () => {
    const domain = (SecurityPolicy: string) => one('SRA6', 'AWS::ApiGateway::DomainName', { MutualTlsAuthentication: { TruststoreUri: 's3://a/b' }, SecurityPolicy });
    expect(domain('TLS_1_2')).toEqual([]);
    expect(domain('TLS_1_0')).toEqual(['policy']);
  });
});

describe('SRA7: usage plans are throttled', () => {
  test('finds a plan without rate or burst', () => {
    const plan = (Throttle: unknown) => one('SRA7', 'AWS::ApiGateway::UsagePlan', { Throttle });
    expect(plan(undefined)).toEqual(['SRA7']);
    expect(plan({ RateLimit: 10 })).toEqual(['SRA7']);
    expect(plan({ RateLimit: 10, BurstLimit: 20 })).toEqual([]);
    expect(plan({ RateLimit: { Ref: 'Rate' }, BurstLimit: 20 })).toEqual([]);
  });
});

describe('SRA14: one API invokes the function', () => {
  test('finds a permission for all accounts', () => {
    const permission = (properties: object) => one('SRA14', 'AWS::Lambda::Permission', { Principal: 'apigateway.amazonaws.com', ...properties });
    expect(permission({})).toEqual(['SRA14']);
    expect(permission({ SourceArn: '*' })).toEqual(['SRA14']);
    expect(permission({ SourceArn: 'arn:aws:execute-api:eu-west-1:*:*/*' })).toEqual(['SRA14']);
    expect(permission({ SourceArn: { 'Fn::If': ['C', 'arn:aws:execute-api:eu-west-1:123456789012:abc/*', { Ref: 'AWS::NoValue' }] } })).toEqual(['SRA14']);
    expect(permission({ SourceArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/*' })).toEqual([]);
    expect(permission({ SourceAccount: '123456789012' })).toEqual([]);
    expect(permission({ Principal: 's3.amazonaws.com' })).toEqual([]);
    expect(permission({ Principal: '*' })).toEqual(['SRA14']);
    expect(permission({ Principal: '*', SourceArn: 'arn:aws:execute-api:eu-west-1:????????????:abc/*' })).toEqual(['SRA14']);
    expect(permission({ Principal: '*', SourceAccount: '1234*' })).toEqual(['SRA14']);
    expect(permission({ Principal: '*', SourceArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/*' })).toEqual([]);
  });
});

describe('SRA15: the web ACL\'s log holds no secret', () => {
  test('finds headers that are not redacted', () => {
    const log = (...names: string[]) => one('SRA15', 'AWS::WAFv2::LoggingConfiguration', { RedactedFields: names.map((Name) => ({ SingleHeader: { Name } })) });
    expect(one('SRA15', 'AWS::WAFv2::LoggingConfiguration', {})).toEqual(['authorization', 'x-api-key']);
    expect(log('Authorization')).toEqual(['x-api-key']);
    expect(log('authorization', 'x-api-key', 'cookie')).toEqual([]);
  });

  test('reads the other spelling of the key', () => {
    expect(found('SRA15', (stack) => new wafv2.CfnLoggingConfiguration(stack, 'Log', {
      resourceArn: 'arn', logDestinationConfigs: ['arn'], redactedFields: [{ singleHeader: { name: 'authorization' } }],
    }))).toEqual(['x-api-key']);
  });
});

describe('SRA16: no key in the template', () => {
  test('finds a literal value', () => {
    const key = (value: (stack: Stack) => string | undefined) => found('SRA16', (stack) => {
      new apigateway.CfnApiKey(stack, 'Key', { value: value(stack) });
    });
    expect(key(() => 'abcdefghijklmnopqrstuvwxyz')).toEqual(['SRA16']);
    expect(key((stack) => Fn.conditionIf(new CfnCondition(stack, 'C').logicalId, 'abcdefghijklmnopqrstuvwxyz', 'x').toString())).toEqual(['SRA16']);
    expect(key(() => SecretValue.secretsManager('secret').unsafeUnwrap())).toEqual([]);
    expect(key((stack) => new CfnParameter(stack, 'P', { noEcho: true }).valueAsString)).toEqual([]);
    expect(key((stack) => new CfnParameter(stack, 'P').valueAsString)).toEqual(['SRA16']);
    expect(key((stack) => new CfnParameter(stack, 'P', { noEcho: true, default: 'abcdefghijklmnopqrstuvwxyz' }).valueAsString)).toEqual(['SRA16']);
    expect(key(() => undefined)).toEqual([]);
  });
});

describe('SRA23: logs end', () => {
  test('finds a log group that keeps everything', () => {
    const group = (RetentionInDays: unknown) => one('SRA23', 'AWS::Logs::LogGroup', { RetentionInDays });
    expect(group(undefined)).toEqual(['SRA23']);
    expect(group({ 'Fn::If': ['Production', 365, { Ref: 'AWS::NoValue' }] })).toEqual(['SRA23']);
    expect(group(365)).toEqual([]);
    expect(group({ Ref: 'Days' })).toEqual([]);
  });
});

describe('SRA26: the role for logs is the account\'s', () => {
  test('finds the stack that writes it, which the CDK does unless told', () => {
    expect(found('SRA26', (stack) => new apigateway.RestApi(stack, 'Api', { cloudWatchRole: true }).root.addMethod('GET'))).toEqual(['SRA26']);
    expect(found('SRA26', (stack) => new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET'))).toEqual([]);
  });
});

describe('SRA27: a changed API is deployed', () => {
  test('finds a fixed logical id', () => {
    const named = (logicalId: string) => found('SRA27', (stack) => {
      resource(stack, 'Deployment', 'AWS::ApiGateway::Deployment', { RestApiId: 'abc' }).overrideLogicalId(logicalId);
    });
    expect(named('ApiDeployment')).toEqual(['SRA27']);
    expect(named('ApiDeploymentV2')).toEqual(['SRA27']);
    // The end that the CDK gives every id, from its path.
    expect(named('ApiDeploymentC8AD32F9')).toEqual(['SRA27']);
    expect(named('ApiDeploymentC8AD32F9945269ece8c1cb1d7d33b0e2942ca4768')).toEqual([]);
    expect(named('ServerlessRestApiDeployment47fc2d5f9d')).toEqual([]);
    expect(named('ApiGatewayDeployment1700000000000')).toEqual([]);
  });

  test('finds a deployment of the CDK that knows nothing of the API, and none that is told or that the API makes', () => {
    expect(found('SRA27', (stack) => {
      new apigateway.Deployment(stack, 'Deployment', { api: apigateway.RestApi.fromRestApiId(stack, 'Api', 'abc') });
    })).toEqual(['SRA27']);
    expect(found('SRA27', (stack) => {
      const deployment = new apigateway.Deployment(stack, 'Deployment', { api: apigateway.RestApi.fromRestApiId(stack, 'Api', 'abc'), retainDeployments: true });
      deployment.addToLogicalId('the body');
    })).toEqual([]);
    expect(found('SRA27', (stack) => new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET'))).toEqual([]);
    expect(found('SRA27', (stack) => {
      new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', paths: {} }) });
    })).toEqual([]);
  });

  test('takes a stage of an HTTP API that deploys every change', () => {
    const http = (AutoDeploy: unknown) => found('SRA27', (stack) => {
      resource(stack, 'Deployment', 'AWS::ApiGatewayV2::Deployment', { ApiId: 'abc' });
      resource(stack, 'Stage', 'AWS::ApiGatewayV2::Stage', { ApiId: 'abc', DeploymentId: { Ref: 'Deployment' }, AutoDeploy });
    });
    expect(http(false)).toEqual(['SRA27']);
    expect(http(true)).toEqual([]);
  });
});
