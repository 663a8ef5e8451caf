import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { FirewallOptions } from '../../lib/firewall/firewall-options';
import { ManagedRuleGroup } from '../../lib/firewall/managed-rule-group';
import { WebAcl, WebAclProps } from '../../lib/firewall/web-acl';
import { HttpMethod } from '../../lib/routes/http-method';
import { RouteDefinition } from '../../lib/routes/private/route-definition';
import { RequestBody } from '../../lib/routes/request-body';
import { RouteAccess } from '../../lib/routes/route-access';
import { RouteParameter } from '../../lib/routes/route-parameter';
import { build, CREDENTIALS, route } from './private/api';

interface Made {
  readonly stack: Stack;
  readonly acl: WebAcl;
  readonly template: () => Template;
}

function make(firewall?: FirewallOptions, routes: RouteDefinition[] = [], props: Partial<WebAclProps> = {}): Made {
  const stack = new Stack(new App(), 'Test');
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { stageName: 'prod' } });
  api.root.addMethod('GET');
  const acl = new WebAcl(stack, 'WebAcl', { stage: api.deploymentStage, stageName: 'prod', firewall, ...props });
  acl._protect({ routes: () => routes, cors: false });
  return { stack, acl, template: () => Template.fromStack(stack) };
}

function rules(template: Template): Array<{ Name: string; Priority: number; Statement: Record<string, unknown> }> {
  return Object.values(template.findResources('AWS::WAFv2::WebACL'))[0].Properties.Rules;
}

describe('the resources', () => {
  test('the association comes after the stage, or it would fail', () => {
    const [association] = Object.values(make().template().findResources('AWS::WAFv2::WebACLAssociation'));
    expect(association.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ApiDeploymentStageprod/)]));
    expect(JSON.stringify(association.Properties.ResourceArn)).toMatch(/:apigateway:.*::\/restapis\/.*\/stages\//);
  });

  test('the web ACL is regional, allows by default and has a metric', () => {
    make().template().hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: Match.stringLikeRegexp('WebAcl') },
    });
  });

  test('the log goes to a group of the name that AWS WAF asks for, with the credentials redacted', () => {
    const template = make().template();
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('^aws-waf-logs-')])] },
      RetentionInDays: 365,
    });
    const [logging] = Object.values(template.findResources('AWS::WAFv2::LoggingConfiguration'));
    expect(logging.Properties.RedactedFields).toEqual([
      { SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'x-api-key' } }, { SingleHeader: { Name: 'cookie' } },
      { SingleHeader: { Name: 'x-origin-verify' } },
    ]);
    expect(JSON.stringify(logging.Properties.LogDestinationConfigs)).toMatch(/:log-group:/);
    expect(JSON.stringify(logging.Properties.LogDestinationConfigs)).not.toMatch(/:\*/);
  });

  const leftOut = {
    Behavior: 'DROP',
    Requirement: 'MEETS_ANY',
    // The web ACL's own name space ends with a colon.
    Conditions: [{ LabelNameCondition: { LabelName: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'LabelNamespace'] }, 'unlogged']] } } }],
  };

  test('only what was blocked or counted is logged, unless the user says why, and never what floods could fill the log with', () => {
    make().template().hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [leftOut, {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }, { ActionCondition: { Action: 'EXCLUDED_AS_COUNT' } }],
        }],
      },
    });
    make({ logAllowed: 'The auditor wants every request' }).template().hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: { DefaultBehavior: 'KEEP', Filters: [leftOut] },
    });
  });

  test('every refusal before a request is counted, and for its number, has the label that keeps it out of the log; no other has it', () => {
    const { template } = make({ loginPaths: ['/login'], blockedIps: ['203.0.113.7/32'], allowedCountries: ['DE'] }, [
      route({ path: '/login', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }) }),
    ]);
    const all = rules(template()) as unknown as Array<{ Name: string; RuleLabels?: object[] }>;
    const labelled = all.filter(({ RuleLabels }) => RuleLabels !== undefined);
    expect(labelled.map(({ Name }) => Name)).toEqual(['BlockedAddresses', 'AllowedCountries', 'RatePerAddress', 'LoginRatePerAddress']);
    expect(labelled.every(({ RuleLabels }) => JSON.stringify(RuleLabels) === '[{"Name":"unlogged"}]')).toBe(true);
    expect(JSON.stringify(rules(template()))).not.toContain('"CloudWatchMetricsEnabled":false');
  });

  test('no refusal may be kept by a cache', () => {
    const all = JSON.stringify(rules(make({ loginPaths: ['/login'] }, [route({ path: '/login', method: HttpMethod.POST })]).template()));
    const responses = [...all.matchAll(/"CustomResponse":\{.*?\]\}/g)].map(([text]) => text);
    expect(responses.length).toBeGreaterThan(8);
    for (const response of responses) {
      expect(response).toContain('{"Name":"Cache-Control","Value":"no-store"}');
    }
  });

  test('the log is kept, encrypted and removed as asked', () => {
    const stack = new Stack(new App(), 'Test');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET');
    new WebAcl(stack, 'WebAcl', {
      stage: api.deploymentStage,
      stageName: 'prod',
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: new kms.Key(stack, 'Key'),
    });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7, KmsKeyId: Match.anyValue() }, DeletionPolicy: 'Delete' });
  });

  test('IP sets are made per version and refer to each other by their ARNs', () => {
    const template = make({ allowedIps: ['203.0.113.0/24', '2001:db8::/32'], blockedIps: ['203.0.113.7/32'] }).template();
    template.resourceCountIs('AWS::WAFv2::IPSet', 3);
    template.hasResourceProperties('AWS::WAFv2::IPSet', { IPAddressVersion: 'IPV6', Addresses: ['2001:db8::/32'], Scope: 'REGIONAL' });
    expect(JSON.stringify(rules(template).find(({ Name }) => Name === 'BlockedAddresses'))).toMatch(/"Fn::GetAtt":\["WebAclBlockedIpsIPV4/);
  });
});

describe('the rules', () => {
  test('the default managed groups are there, with the size rule counting', () => {
    const managed = rules(make().template()).flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement ?? []) as Array<{ Name: string }>;
    expect(managed.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesAnonymousIpList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesSQLiRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(managed[4]).toMatchObject({ RuleActionOverrides: [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }] });
  });

  test('listing a default group adds its overrides and drops no other group', () => {
    const { acl } = make({
      managedRuleGroups: [
        ManagedRuleGroup.anonymousIp({ overrides: [{ rule: 'HostingProviderIPList', reason: 'Partners call from a cloud' }] }),
        ManagedRuleGroup.botControl({ countOnly: 'A trial run until June' }),
      ],
    });
    const described = acl.describeFirewall();
    expect(described.find(({ name }) => name === 'AwsAnonymousIpList')).toMatchObject({ wcu: 50, purpose: expect.stringContaining('Partners call from a cloud') });
    expect(described[described.length - 1]).toMatchObject({ name: 'AwsBotControlRuleSet', action: 'managed, counts only', purpose: expect.stringContaining('trial run') });
    expect(described.filter(({ name }) => name.startsWith('Aws'))).toHaveLength(6);
  });

  test('the paid groups for credentials look at the path as AWS WAF sees it', () => {
    const { template } = make({
      managedRuleGroups: [
        ManagedRuleGroup.accountTakeover({ path: '/login', usernameField: '/user', passwordField: '/password' }),
        ManagedRuleGroup.accountCreationFraud({ path: '/sign-up', usernameField: 'user', passwordField: 'password', emailField: 'email', formEncoded: true }),
        ManagedRuleGroup.antiDdos(),
      ],
    }, [route({ path: '/login', method: HttpMethod.POST }), route({ path: '/sign-up', method: HttpMethod.POST })]);
    const text = JSON.stringify(rules(template()));
    expect(text).toContain('"LoginPath":"^/prod/login/?$"');
    expect(text).toContain('"CreationPath":"^/prod/sign-up/?$"');
    expect(text).toContain('"UsageOfAction":"DISABLED"');
  });

  test('a header that was accepted passes, and its reason is shown', () => {
    const accepted = { acceptHeaders: [{ name: 'X-Forwarded-Host', reason: 'The partner\'s proxy adds it' }, { name: 'api_key', reason: 'Old clients still send it' }] };
    const rule = make(accepted).acl.describeFirewall().find(({ name }) => name === 'HeaderOverride');
    expect(rule).toMatchObject({ purpose: expect.stringContaining('X-Forwarded-Host is accepted: The partner\'s proxy adds it; api_key is accepted: Old clients still send it') });
    const { send } = build([route({ path: '/orders' })], accepted);
    const withHeader = (name: string) => send({ headers: [...CREDENTIALS, [name, 'x']] }).rule;
    expect(['X-Forwarded-Host', 'API_KEY', 'X-Forwarded-Server', 'X_HTTP_Method_Override', 'X-HTTP-Method-Override'].map(withHeader))
      .toEqual([undefined, undefined, 'HeaderOverride', 'HeaderOverride', 'MethodOverride']);
  });

  test('priorities are unique and every rule has its own metric', () => {
    const all = rules(make({ blockedCountries: ['KP'] }, [route({ path: '/orders' })]).template()) as unknown as Array<{ Priority: number; VisibilityConfig: { MetricName: string } }>;
    expect(new Set(all.map(({ Priority }) => Priority)).size).toBe(all.length);
    expect(new Set(all.map(({ VisibilityConfig }) => VisibilityConfig.MetricName)).size).toBe(all.length);
  });

  test('refusals have JSON bodies that say nothing of the inside, and 429 says when to come back', () => {
    const [acl] = Object.values(make(undefined, [route({ path: '/secret-plans' })]).template().findResources('AWS::WAFv2::WebACL'));
    for (const body of Object.values(acl.Properties.CustomResponseBodies) as Array<{ ContentType: string; Content: string }>) {
      expect(body.ContentType).toBe('APPLICATION_JSON');
      expect(Object.keys(JSON.parse(body.Content))).toEqual(['message']);
      expect(body.Content).not.toMatch(/secret|rule|limit/i);
    }
    expect(JSON.stringify(acl.Properties.Rules)).toContain('{"Name":"Retry-After","Value":"300"}');
    const keys = [...JSON.stringify(acl.Properties.Rules).matchAll(/"CustomResponseBodyKey":"([^"]+)"/g)].map(([, key]) => key);
    expect(Object.keys(acl.Properties.CustomResponseBodies).sort()).toEqual([...new Set(keys)].sort());
  });

  test('routes that are added after construction count', () => {
    const routes = [route({ path: '/orders' })];
    const { template, acl } = make(undefined, routes);
    const before = acl.capacity;
    routes.push(route({ path: '/late', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }) }));
    expect(acl.capacity).toBeGreaterThan(before);
    expect(JSON.stringify(rules(template()))).toContain('late');
  });

  test.each([
    [8192, 'KB_16'], [16384, 'KB_16'], [16385, 'KB_32'], [40_000, 'KB_48'], [65_536, 'KB_64'],
  ])('a body of %d bytes is inspected in a window of %s', (maxBytes, window) => {
    make(undefined, [route({ path: '/orders', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }, { maxBytes }) })]).template()
      .hasResourceProperties('AWS::WAFv2::WebACL', { AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: window } } } });
  });

  test('the description adds up to the capacity', () => {
    const { acl } = make(undefined, [route({ path: '/orders' })]);
    const described = acl.describeFirewall();
    expect(described.reduce((sum, { wcu }) => sum + wcu, 0)).toBe(acl.capacity);
    expect(described[0]).toEqual({ name: 'RatePerAddress', priority: 0, action: 'block 429', wcu: 2, purpose: 'floods from one address' });
    expect(acl.capacityBudget).toBe(1500);
  });
});

describe('the budget', () => {
  const many = Array.from({ length: 150 }, (_, index) => RouteParameter.query(`parameter_${index}`, { pattern: `(?:a|b:${index})+` }));

  test('rules over it are an error that names the rules and the ways out', () => {
    const { template } = make(undefined, [route({ path: '/orders', parameters: many })]);
    expect(template).toThrow(/`firewall\.capacityBudget` must hold the rules, which cost \d+ WCU, got 1500 \(.*QueryParameters \d+.*\).*raise the budget/s);
  });

  test('the user can raise it up to the end of AWS', () => {
    expect(make({ capacityBudget: 4000 }, [route({ path: '/orders', parameters: many })]).template).not.toThrow();
    expect(() => make({ capacityBudget: 5001 })).toThrow('`firewall.capacityBudget` must be a whole number from 1 to 5000');
  });

  const paths = Array.from({ length: 200 }, (_, index) => `/resource${index}/{id}`);
  const get = paths.map((path) => route({ path }));
  const post = paths.map((path) => route({ path, method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }) }));
  const exceptions = [
    route({ path: '/health', access: RouteAccess.public('Answers a constant to probes').withoutApiKey('Probes have no key') }),
    route({ path: '/notes', method: HttpMethod.POST, body: RequestBody.unchecked(['text/plain'], 100, 'The backend reads the text') }),
    route({ path: '/pictures', method: HttpMethod.PUT, body: RequestBody.binary(['image/png'], 60_000, 'The backend looks at pictures') }),
  ];
  const greedy = [
    route({ path: '/{page+}', access: RouteAccess.public('Pages are for everyone') }),
    route({ path: '/{page+}', method: HttpMethod.PUT, body: RequestBody.json({ type: 'object' }, { maxBytes: 100 }) }),
  ];

  test.each([
    ['200 paths with a GET and a POST each', [...get, ...post], false],
    ['the same, where some routes need no key, no token, or take other bodies', [...get, ...post, ...exceptions], false],
    ['the same with preflight', [...get, ...post, ...exceptions], true],
    ['the same below a greedy route', [...get, ...post, ...exceptions, ...greedy], true],
    ['one path with 100 query parameters of default length', [
      route({ path: '/orders', parameters: Array.from({ length: 100 }, (_, index) => RouteParameter.query(`parameter_${index}`)) }),
    ], false],
  ])('%s fit the default', (_, routes, cors) => {
    const { acl } = make(undefined, routes);
    acl._protect({ routes: () => routes, cors });
    expect(acl.capacity).toBeLessThan(1500);
  });
});

describe('errors', () => {
  test.each<[string, FirewallOptions, RegExp]>([
    ['a rate under 10', { rateLimit: 9 }, /`firewall\.rateLimit` must be a whole number from 10 .* got 9/],
    ['no client on a network', { clientsPerNetwork: 0 }, /`firewall\.clientsPerNetwork` must be a whole number from 1 to 100000 .* got 0/],
    ['a fraction', { loginRateLimit: 20.5 }, /`firewall\.loginRateLimit` must be a whole number/],
    ['a body that AWS WAF can not see', { maxBodyBytes: 65_537 }, /`firewall\.maxBodyBytes` .* presigned Amazon S3 URL/],
    ['an address without prefix', { allowedIps: ['203.0.113.7'] }, /`firewall\.allowedIps` must hold addresses with their prefix length/],
    ['all addresses', { blockedIps: ['0.0.0.0/0'] }, /`firewall\.blockedIps` must hold addresses/],
    ['no address', { blockedIps: [] }, /`firewall\.blockedIps` must hold at least one/],
    ['an address out of range', { blockedIps: ['256.0.0.1/32'] }, /`firewall\.blockedIps` must hold addresses/],
    ['login paths that are no list', { loginPaths: '/login' as unknown as string[] }, /`firewall\.loginPaths` must be a list, each a string, got "\/login"/],
    ['addresses that are no list', { blockedIps: '203.0.113.0/24' as unknown as string[] }, /`firewall\.blockedIps` must be a list, each a string, got "203/],
    ['a group by its name', { managedRuleGroups: ['AWSManagedRulesLinuxRuleSet'] as unknown as ManagedRuleGroup[] }, /`firewall\.managedRuleGroups` must be a list, each a ManagedRuleGroup such as .*, got "AWSManagedRulesLinuxRuleSet" at "0"/],
    ['a rate in words', { rateLimit: '2000' as unknown as number }, /`firewall\.rateLimit` must be a whole number .* got "2000"/],
    ['an address with two lengths', { blockedIps: ['203.0.113.0/24/8'] }, /`firewall\.blockedIps` must hold addresses/],
    ['an address of version 6 that is none', { blockedIps: [':::/64'] }, /`firewall\.blockedIps` must hold addresses/],
    ['an octal address', { blockedIps: ['010.0.0.1/32'] }, /`firewall\.blockedIps` must hold addresses/],
    ['a country that is none', { allowedCountries: ['UK'] }, /`firewall\.allowedCountries` must hold ISO 3166-1 codes of two capital letters, got "UK"; right would be "GB"/],
    ['a country in words', { blockedCountries: ['Germany'] }, /`firewall\.blockedCountries` must hold ISO 3166-1 codes/],
    ['both lists of countries', { blockedCountries: ['DE'], allowedCountries: ['FR'] }, /must not stand beside `allowedCountries`/],
    ['a header that passes anyway', { acceptHeaders: [{ name: 'X-Request-Id', reason: 'Our clients send it' }] }, /`firewall\.acceptHeaders\.name` must be a header that the firewall refuses, got "X-Request-Id"/],
    ['a header without a reason', { acceptHeaders: [{ name: 'X-Forwarded-Host', reason: '' }] }, /`firewall\.acceptHeaders\.reason` must be a sentence/],
    ['a header that changes the method', { acceptHeaders: [{ name: 'X-HTTP-Method-Override', reason: 'Our clients send it' }] }, /`firewall\.acceptHeaders\.name` must not be "X-HTTP-Method-Override"/],
    ['an empty reason to log what is allowed', { logAllowed: '' }, /`firewall\.logAllowed` must be a sentence/],
    ['a login path without slash', { loginPaths: ['login'] }, /`path` must start with "\/"/],
    ['no login path', { loginPaths: [] }, /`firewall\.loginPaths` must hold at least one value/],
    ['base paths, which `domain` has', { basePaths: [''] } as FirewallOptions, /`firewall\.basePaths` must not be given, got \[""\]: .*right would be `domain: \{/],
  ])('%s', (_, options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  test('nothing is left in the tree', () => {
    const stack = new Stack(new App(), 'Test');
    const api = new apigateway.RestApi(stack, 'Api');
    expect(() => new WebAcl(stack, 'WebAcl', { stage: api.deploymentStage, stageName: 'prod', firewall: { rateLimit: 1 } })).toThrow();
    expect(stack.node.tryFindChild('WebAcl')).toBeUndefined();
  });

  test('a stage name that is a token', () => {
    const stack = new Stack(new App(), 'Test');
    const api = new apigateway.RestApi(stack, 'Api');
    expect(() => new WebAcl(stack, 'WebAcl', { stage: api.deploymentStage, stageName: api.deploymentStage.stageName })).toThrow('`stageName` must be the literal name');
  });

  test('a login path of no route', () => {
    expect(make({ loginPaths: ['/login'] }, [route({ path: '/orders' })]).template).toThrow(/`firewall\.loginPaths` and `signUpPaths` must be paths of routes, got "\/login"/);
  });

  test('a pattern that AWS WAF can not check, with its parameter and route', () => {
    const routes = [route({ path: '/orders', parameters: [RouteParameter.query('name', { pattern: '\\p{L}+' })] })];
    expect(make(undefined, routes).template).toThrow(/`pattern` must keep to what AWS WAF checks .*\(query parameter "name" of GET \/orders\)/);
  });

  test('a managed group on a path of no route', () => {
    const group = ManagedRuleGroup.accountTakeover({ path: '/login', usernameField: '/user', passwordField: '/password' });
    expect(make({ managedRuleGroups: [group] }, [route({ path: '/orders' })]).template).toThrow(/must be paths of routes, got "\/login"/);
  });

  test('a group twice', () => {
    expect(() => make({ managedRuleGroups: [ManagedRuleGroup.botControl(), ManagedRuleGroup.botControl()] })).toThrow(/must hold a group once/);
  });

  test.each([
    ['an override without a reason', () => ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'NoUserAgent_HEADER', reason: ' ' }] }), /`reason` must be a sentence/],
    ['a trial run without a reason', () => ManagedRuleGroup.sqlInjection({ countOnly: 'yes' }), /`countOnly` must be a sentence/],
    ['a group of another vendor', () => ManagedRuleGroup.other('MyRules', 10), /`name` must be an AWS managed rule group's/],
    ['a capacity that is none', () => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 0), /`capacity` must be the WCU/],
  ])('%s', (_, make_, message) => {
    expect(make_).toThrow(message);
  });
});

describe('what the API tells and asks', () => {
  const ORIGIN = { arn: 'arn:of:the:group', label: 'awswaf:111122223333:rulegroup:origin:unlogged' };

  test('behind the Edge, what the origin\'s group refuses has no line, and the function looks for the viewer', () => {
    const variable = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => (Properties.Environment as { Variables: { ADDRESS_HEADER: string } }).Variables.ADDRESS_HEADER);
    const conditions = (template: Template) => JSON.stringify(Object.values(template.findResources('AWS::WAFv2::LoggingConfiguration'))[0].Properties.LoggingFilter.Filters[0]);
    const direct = make({ blockList: {} }).template();
    expect([variable(direct), conditions(direct).includes(ORIGIN.label)]).toStrictEqual([['-'], false]);
    const { acl, template } = make({ blockList: {} });
    acl._protect({ routes: () => [], cors: false, origin: ORIGIN });
    const edge = template();
    expect([variable(edge), conditions(edge).includes(ORIGIN.label)]).toStrictEqual([['x-viewer-address'], true]);
  });

  test('all addresses of version 6 are a set of their own where their provider counts, made once', () => {
    const { acl, template } = make({ blockedIps: ['203.0.113.7/32'] });
    acl._protect({ routes: () => [], cors: false, countProviders: true });
    acl._protect({ routes: () => [], cors: false, countProviders: true });
    const sets = template().findResources('AWS::WAFv2::IPSet');
    expect(Object.entries(sets).map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties])).toStrictEqual([
      ['WebAclBlockedIpsIPV4', { Addresses: ['203.0.113.7/32'], IPAddressVersion: 'IPV4', Scope: 'REGIONAL' }],
      ['WebAclVersion6IPV6', { Addresses: ['::/1', '8000::/1'], IPAddressVersion: 'IPV6', Scope: 'REGIONAL' }],
    ]);
    make().template().resourceCountIs('AWS::WAFv2::IPSet', 0);
  });

  test('allowed addresses keep their name in the template', () => {
    const [id] = Object.keys(make({ allowedIps: ['203.0.113.0/24'] }).template().findResources('AWS::WAFv2::IPSet'));
    expect(id).toMatch(/^WebAclAllowedIpsIPV4/);
  });

  test('the rules on guessing are named where a path is guarded, by what they count', () => {
    const names = (firewall: FirewallOptions, change: object = {}) => {
      const { acl } = make(firewall);
      acl._protect({ routes: () => [], cors: false, ...change });
      return acl._loginRules;
    };
    expect(names({})).toStrictEqual([]);
    expect(names({ loginPaths: ['/login'] })).toStrictEqual(['LoginRatePerAddress']);
    expect(names({ signUpPaths: ['/sign-up'] })).toStrictEqual(['LoginRatePerAddress']);
    expect(names({ loginPaths: ['/login'], signUpPaths: ['/sign-up'] })).toStrictEqual(['LoginRatePerAddress']);
    expect(names({ loginPaths: ['/login'] }, { origin: ORIGIN })).toStrictEqual(['LoginRatePerAddress', 'LoginRatePerConnection']);
    expect(names({ loginPaths: ['/login'] }, { countProviders: true })).toStrictEqual(['LoginRatePerAddress', 'LoginRatePerNetwork']);
  });

  test('a rule of the common rule set only counts where a trial run or an override says so', () => {
    const reason = 'Our forms carry markup';
    const counts = (...managedRuleGroups: ManagedRuleGroup[]) => ['/forms', '/other'].map((path) => make({ managedRuleGroups }).acl._onlyCounts('CrossSiteScripting_BODY', path));
    expect(['/forms'].map((path) => make().acl._onlyCounts('CrossSiteScripting_BODY', path))).toStrictEqual([false]);
    expect(counts(ManagedRuleGroup.commonRuleSet({ countOnly: 'A trial run until June' }))).toStrictEqual([true, true]);
    expect(counts(ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'CrossSiteScripting_BODY', reason }] }))).toStrictEqual([true, true]);
    expect(counts(ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'CrossSiteScripting_BODY', reason, paths: ['/forms'] }] }))).toStrictEqual([true, false]);
    expect(counts(ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'NoUserAgent_HEADER', reason }, { rule: 'CrossSiteScripting_BODY', reason }] }))).toStrictEqual([true, true]);
    expect(counts(ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'NoUserAgent_HEADER', reason }] }))).toStrictEqual([false, false]);
    expect(counts(ManagedRuleGroup.sqlInjection({ countOnly: 'A trial run until June' }))).toStrictEqual([false, false]);
    expect(counts(ManagedRuleGroup.sqlInjection(), ManagedRuleGroup.commonRuleSet({ countOnly: 'A trial run until June' }))).toStrictEqual([true, true]);
  });

  test('routes that would be too many are told before they are added; what can\'t be computed yet is not', () => {
    const routes = [route({ path: '/orders' })];
    const { acl } = make({ capacityBudget: 1 }, routes);
    const room = make({ loginPaths: ['/login'] }, routes).acl;
    expect(acl._overBudgetWith([])).toStrictEqual([expect.stringMatching(/^`firewall\.capacityBudget` must hold the rules, which cost \d+ WCU, got 1 \(/)]);
    const cost = (more: RouteDefinition[]) => Number(/cost (\d+) WCU/.exec(acl._overBudgetWith(more)[0])![1]);
    expect(cost([])).toBe(acl.capacity);
    expect(cost([route({ path: '/new', parameters: [RouteParameter.query('q', { pattern: '[a-z]+' })] })])).toBeGreaterThan(acl.capacity);
    // The login path is of no route yet, and it is one of those that are added.
    expect([room._overBudgetWith([]), room._overBudgetWith([route({ path: '/login', method: HttpMethod.POST })])]).toStrictEqual([[], []]);
  });

  test('of a route that it does not know, no query name is held', () => {
    const known = route({ path: '/orders' });
    const { acl } = make(undefined, [known]);
    expect([acl._queryNames(known), acl._queryNames(route({ path: '/orders' }))]).toStrictEqual(['per route', 'free']);
  });

  test('rules that cost just what they may are no error, and one less is one, with each rule and what to do', () => {
    const routes = [route({ path: '/orders' })];
    const { capacity } = make(undefined, routes).acl;
    expect(make({ capacityBudget: capacity }, routes).acl.node.validate()).toStrictEqual([]);
    const { acl } = make({ capacityBudget: capacity - 1 }, routes);
    const rulesOf = acl.describeFirewall().map(({ name, wcu }) => `${name} ${wcu}`).join(', ');
    expect(acl.node.validate()).toStrictEqual([`\`firewall.capacityBudget\` must hold the rules, which cost ${capacity} WCU, got ${capacity - 1} (${rulesOf}); ` +
      'give parameters of one name the same limits on all routes, let lengths stand in for patterns, or raise the budget ' +
      '(over 1500 AWS charges more for each request, 5000 is the end)']);
  });

  test('what can\'t be computed is one error, of the validation', () => {
    expect(make({ loginPaths: ['/login'] }).acl.node.validate()).toStrictEqual([expect.stringMatching(/^`firewall\.loginPaths` and `signUpPaths` must be paths of routes/)]);
  });

  test('the name of its metric has the place in the app, and fits', () => {
    expect(make().acl._metricName).toMatch(/^Test-WebAcl/);
    const api = new apigateway.RestApi(new Stack(new App(), 'Test'), 'Api');
    const long = new WebAcl(api, 'W'.repeat(200), { stage: api.deploymentStage, stageName: 'prod' });
    expect(long._metricName.length).toBeLessThanOrEqual(128);
    expect(long._metricName.length).toBeGreaterThan(100);
  });

  test.each(['', 'pro d', 'prod!', '!prod', 'p/d', 'pröd', 'p'.repeat(129)])('a stage can\'t be named %j', (stageName) => {
    expect(() => make(undefined, [], { stageName })).toThrow(`\`stageName\` must be the literal name of the stage, got ${JSON.stringify(stageName)}`);
  });

  test('how much of a body is looked at, and how many the block list holds', () => {
    const routes = [route({ path: '/orders', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }, { maxBytes: 40_000 }) })];
    expect([make().acl._bodyKilobytes, make(undefined, routes).acl._bodyKilobytes]).toStrictEqual([16, 48]);
    expect([undefined, {}, { blockList: {} }, { blockList: { maxAddresses: 7 } }].map((firewall) => make(firewall).acl._blockListAddresses))
      .toStrictEqual([undefined, undefined, 1_000, 7]);
  });

  test('by itself it holds no route and answers no preflight', () => {
    const api = new apigateway.RestApi(new Stack(new App(), 'Test'), 'Api');
    const alone = new WebAcl(api, 'WebAcl', { stage: api.deploymentStage, stageName: 'prod' });
    expect(alone.describeFirewall()).toStrictEqual(make().acl.describeFirewall());
    const cors = make().acl;
    cors._protect({ routes: () => [], cors: true });
    expect(cors.describeFirewall()).not.toStrictEqual(alone.describeFirewall());
  });

  test('properties of a wrong type are named', () => {
    expect(() => make(undefined, [], { stageName: 7 as unknown as string })).toThrow('`stageName` must be a string, got 7');
    expect(() => new WebAcl(new Stack(new App(), 'Test'), 'WebAcl', 7 as unknown as WebAclProps)).toThrow('`props` must be an object with properties, got 7');
    expect(() => make(undefined, [], { alarmActions: ['topic'] as unknown as [] })).toThrow('`alarmActions` must be a list');
  });
});
