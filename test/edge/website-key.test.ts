import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as fc from 'fast-check';
import { HttpMethod, JwtIssuer, RouteAccess, RouteTarget, SecureRestApi, WebsiteTokens } from '../../lib';
import { AuthorizerRules, IssuerConfig } from '../../lib/contracts/authorizer';
import { websiteTokens } from '../../lib/edge/private/website-tokens';
import { Posture } from '../../lib/posture/posture';
import { Harness } from '../lambda/jwt-authorizer/support/harness';
import { requestEvent, signingKey, signToken } from '../lambda/jwt-authorizer/support/tokens';
import { bodyOf } from '../support/sample-api';
import { runViewerFunction, sentHeaders, ViewerHeaders } from '../support/viewer-function';

const VISITORS = JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'], jwksUri: 'https://id.example.com/keys.json' });
const PARTNERS = JwtIssuer.oidc({ issuer: 'https://partners.example.com/', audience: ['orders'], jwksUri: 'https://partners.example.com/keys.json' });
const key = signingKey('ES256', 'k');
const WEBSITE_KEY = 'the-key-that-only-the-edge-knows';
const PARTNER_KEY = 'the-key-of-the-partner-itself';
const STORE = new Map([['origin-secret', 'the-secret'], ['api-key', WEBSITE_KEY]]);

interface Answer {
  readonly status: number;
  /** Whose key it was. */
  readonly consumer?: string;
}

interface Sketch {
  readonly route?: string;
  readonly token?: object;
  readonly headers?: { readonly [name: string]: string };
}

/**
 * An API behind its Edge, made of what is deployed: the CloudFront function, API Gateway's authorizer definitions with their cache, the
 * authorizer with its rules and issuers, and the check of the key.
 */
class Deployed {
  public readonly stack: Stack;
  public readonly posture: Posture;
  public readonly identitySources: { readonly [scheme: string]: string[] };
  private readonly code: string;
  private readonly harness: Harness;
  private readonly securities: { readonly [route: string]: string[] };
  private readonly kept = new Map<string, number>();

  public constructor(tokens: WebsiteTokens[] | undefined, issuers = [VISITORS, PARTNERS], private readonly caches = true) {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1', account: '111122223333' } });
    const api = new SecureRestApi(stack, 'Orders', {
      jwtIssuers: issuers,
      edge: {
        domainNames: ['shop.example.com'],
        certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc'),
        website: { tokens },
      },
    });
    const target = RouteTarget.mock({ statusCode: 200 });
    const add = (route: string, access: RouteAccess) => api.addRoute({ method: HttpMethod.GET, path: route, target, access });
    add('/orders', RouteAccess.authenticated('Everybody sees his own orders'));
    add('/orders/{orderId}', RouteAccess.authenticated('Everybody sees his own orders'));
    add('/free', RouteAccess.authenticated('Everybody with a token').withoutApiKey('It is no consumer that calls'));
    add('/catalog', RouteAccess.public('Partners show it to their customers'));
    add('/catalog/{item}', RouteAccess.public('Partners show it to their customers'));
    add('/health', RouteAccess.public('The status page calls it').withoutApiKey('The status page is no consumer'));
    api.addConsumer('Partner');

    this.stack = stack;
    const directory = app.synth().directory;
    const postures = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
    this.posture = JSON.parse(fs.readFileSync(path.join(directory, postures[0]), 'utf8')) as Posture;
    const rules = fs.readdirSync(directory).map((name) => path.join(directory, name, 'rules.json')).find((file) => fs.existsSync(file))!;
    const template = Template.fromStack(stack);
    const functions = Object.values(template.findResources('AWS::CloudFront::Function')) as Array<{ Properties: { FunctionCode: string } }>;
    this.code = functions.map(({ Properties }) => Properties.FunctionCode).find((code) => code.includes('kvs()'))!;
    const environments = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      (Properties as { Environment?: { Variables: { JWT_ISSUERS?: string } } }).Environment?.Variables.JWT_ISSUERS);
    this.harness = new Harness({
      fetch: async () => ({ keys: [key.jwk] }),
      issuers: JSON.parse(environments.find((text) => text !== undefined)!) as IssuerConfig[],
      rules: JSON.parse(fs.readFileSync(rules, 'utf8')) as AuthorizerRules,
    });
    const body = bodyOf(stack);
    this.identitySources = Object.fromEntries(Object.entries(body.components.securitySchemes).flatMap(([name, scheme]) => {
      const authorizer = scheme['x-amazon-apigateway-authorizer'] as { identitySource: string } | undefined;
      return authorizer ? [[name, authorizer.identitySource.split(', ')]] : [];
    }));
    this.securities = Object.fromEntries(Object.entries(body.paths)
      .map(([route, { get }]) => [route, get.security.flatMap((requirement) => Object.keys(requirement))]));
  }

  public token(claims: object): string {
    return signToken(key, this.harness.claims(claims));
  }

  /** A request to the Edge. */
  public async edge({ route = '/orders', token, headers = {} }: Sketch): Promise<Answer> {
    const lower: ViewerHeaders = Object.fromEntries(Object.entries({ ...headers, ...(token && { authorization: `Bearer ${this.token(token)}` }) })
      .map(([name, value]) => [name.toLowerCase(), { value }]));
    const request = { method: 'GET', uri: `/api${route.replace(/\{\w+\}/, '12')}`, headers: lower };
    const result = await runViewerFunction(this.code, request, '198.51.100.7', STORE);
    return this.gateway(route, sentHeaders(result, request));
  }

  /** API Gateway: identity sources, cache, authorizer, key. Names of headers count with their case. */
  public async gateway(route: string, headers: ReadonlyArray<readonly [name: string, value: string]>): Promise<Answer> {
    const security = this.securities[route];
    const scheme = security.find((name) => name in this.identitySources);
    if (scheme !== undefined) {
      const concrete = route.replace(/\{\w+\}/, '12');
      const sources = this.identitySources[scheme].map((source) => {
        const name = /^method\.request\.header\.(.+)$/.exec(source)?.[1];
        return name === undefined ? `${source} ${concrete}` : headers.find(([sent]) => sent === name)?.[1];
      });
      if (sources.some((source) => source === undefined || source === '')) {
        return { status: 401 };
      }
      const cacheKey = JSON.stringify([scheme, ...sources]);
      const status = (this.caches ? this.kept.get(cacheKey) : undefined) ?? (await this.harness.send(requestEvent(undefined, {
        methodArn: `arn:aws:execute-api:us-east-1:111122223333:abcdef1234/prod/GET${concrete}`,
        headers: Object.fromEntries(headers),
        multiValueHeaders: Object.fromEntries(headers.map(([name]) => [name, headers.filter(([other]) => other === name).map(([, value]) => value)])),
        pathParameters: route.includes('{') ? { [/\{(\w+)\}/.exec(route)![1]]: '12' } : null,
        requestContext: { resourcePath: route, httpMethod: 'GET' },
      }))).status;
      if (status !== 401) {
        this.kept.set(cacheKey, status);
      }
      if (status !== 200) {
        return { status };
      }
    }
    const sent = headers.find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
    const consumer = sent === WEBSITE_KEY ? 'website' : sent === PARTNER_KEY ? 'partner' : undefined;
    return security.includes('ApiKey') && consumer === undefined ? { status: 403 } : { status: 200, consumer };
  }
}

const VISITOR = { client_id: 'web' };
const APP_OF_A_PARTNER = { client_id: 'partner-app' };
const OF_PARTNERS = { iss: 'https://partners.example.com/', client_id: 'web' };
const NAMED: WebsiteTokens[] = [{ issuer: VISITORS, clientIds: ['web'] }];
const WITH_KEY = { 'x-api-key': PARTNER_KEY };

describe('the website\'s key, which the Edge adds', () => {
  const api = new Deployed(NAMED);
  /** Asks the authorizer every time. */
  const fresh = new Deployed(NAMED, undefined, false);

  test.each<[string, Sketch, Answer]>([
    ['a page with a visitor\'s token', { token: VISITOR }, { status: 200, consumer: 'website' }],
    ['the same on a path with a parameter', { route: '/orders/{orderId}', token: VISITOR }, { status: 200, consumer: 'website' }],
    ['a visitor whose token names the client as azp', { token: { azp: 'web' } }, { status: 200, consumer: 'website' }],
    ['a partner with his key', { token: OF_PARTNERS, headers: WITH_KEY }, { status: 200, consumer: 'partner' }],
    ['a partner without it', { token: OF_PARTNERS }, { status: 403 }],
    ['a partner whose app is at the visitors\' issuer, with his key', { token: APP_OF_A_PARTNER, headers: WITH_KEY }, { status: 200, consumer: 'partner' }],
    ['the same without it', { token: APP_OF_A_PARTNER }, { status: 403 }],
    ['a token that names no client', { token: {} }, { status: 403 }],
    ['a partner who says that the key is his own', { token: OF_PARTNERS, headers: { 'X-Key-Source': 'caller' } }, { status: 403 }],
    ['a partner who says so in lower case', { token: OF_PARTNERS, headers: { 'x-key-source': 'caller' } }, { status: 403 }],
    ['a partner with an empty key', { token: OF_PARTNERS, headers: { 'x-api-key': '' } }, { status: 403 }],
    ['a visitor who says that the key is the website\'s, with a guessed key', { token: VISITOR, headers: { 'x-api-key': 'guessed', 'x-key-source': 'website' } }, { status: 403 }],
    ['a partner without a key, where none is needed', { route: '/free', token: OF_PARTNERS }, { status: 200, consumer: 'website' }],
    ['anyone on a public route that needs a key', { route: '/catalog' }, { status: 403 }],
    ['anyone on a public route with a parameter that needs a key', { route: '/catalog/{item}' }, { status: 403 }],
    ['a visitor there, whose token nobody asks for', { route: '/catalog', token: VISITOR }, { status: 403 }],
    ['a partner there with his key', { route: '/catalog', headers: WITH_KEY }, { status: 200, consumer: 'partner' }],
    ['a partner there with his key, on a path with a parameter', { route: '/catalog/{item}', headers: WITH_KEY }, { status: 200, consumer: 'partner' }],
    ['anyone on a public route without a key', { route: '/health' }, { status: 200, consumer: 'website' }],
  ])('%s', async (_, request, answer) => {
    expect(await api.edge(request)).toEqual(answer);
  });

  test.each([
    ['that does not say whose key it has', []],
    ['that says something else', [['X-Key-Source', 'mine']]],
    ['that says it twice', [['X-Key-Source', 'caller'], ['X-Key-Source', 'website']]],
    ['that says it in two spellings', [['X-Key-Source', 'caller'], ['x-key-source', 'website']]],
  ] as Array<[string, Array<[string, string]>]>)('a request past the Edge %s is refused', async (_, headers) => {
    const sent: Array<[string, string]> = [['Authorization', `Bearer ${fresh.token(VISITOR)}`], ['X-Api-Key', WEBSITE_KEY], ...headers];
    expect((await fresh.gateway('/orders', sent)).status).toBeGreaterThan(400);
    expect((await fresh.gateway('/catalog', sent)).status).toBeGreaterThan(400);
  });

  test('is an identity source, so no kept answer for one key serves the other', async () => {
    for (const sources of Object.values(api.identitySources)) {
      expect(sources).toContain('method.request.header.X-Key-Source');
    }
    const request = fc.record({
      route: fc.constantFrom('/orders', '/orders/{orderId}', '/free', '/catalog', '/catalog/{item}', '/health'),
      token: fc.constantFrom(undefined, VISITOR, APP_OF_A_PARTNER, OF_PARTNERS),
      headers: fc.constantFrom({}, WITH_KEY, { 'x-key-source': 'caller' }, { 'x-api-key': 'guessed' }),
    });
    await fc.assert(fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 6 }), async (requests) => {
      for (const each of requests) {
        expect(await api.edge(each)).toEqual(await fresh.edge(each));
      }
    }), { numRuns: 60 });
  });
});

describe('whose tokens come with it', () => {
  test('is every client of an issuer that is named without one', async () => {
    const api = new Deployed([{ issuer: VISITORS }]);
    expect(await api.edge({ token: APP_OF_A_PARTNER })).toEqual({ status: 200, consumer: 'website' });
    expect(await api.edge({ token: OF_PARTNERS })).toEqual({ status: 403 });
  });

  test('may be several issuers\'', async () => {
    const api = new Deployed([{ issuer: VISITORS, clientIds: ['web', 'app'] }, { issuer: PARTNERS, clientIds: ['portal'] }]);
    expect((await api.edge({ token: { client_id: 'app' } })).status).toBe(200);
    expect((await api.edge({ token: { ...OF_PARTNERS, client_id: 'portal' } })).status).toBe(200);
    expect((await api.edge({ token: OF_PARTNERS })).status).toBe(403);
  });

  test('is the one issuer\'s, where there is one and none is named; a public route that needs a key stays closed', async () => {
    const api = new Deployed(undefined, [VISITORS]);
    expect(await api.edge({ token: {} })).toEqual({ status: 200, consumer: 'website' });
    expect(await api.edge({ route: '/catalog' })).toEqual({ status: 403 });
  });

  test.each<[string, WebsiteTokens[] | undefined, JwtIssuer[], number, string]>([
    ['names client ids', NAMED, [VISITORS, PARTNERS], 0, 'https://id.example.com/, clients web'],
    ['names none', [{ issuer: VISITORS }], [VISITORS, PARTNERS], 1, 'https://id.example.com/, every client'],
    ['names nothing', undefined, [VISITORS], 1, 'https://id.example.com/, every client'],
  ])('stands in the posture, and is a warning beside another consumer where it %s', (_, tokens, issuers, warnings, shown) => {
    const { stack, posture } = new Deployed(tokens, issuers);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('`edge.website.tokens` names no client ids')).map(({ id }) => id))
      .toEqual(Array(warnings).fill('/Stack/Orders/Partner'));
    expect(posture.edge!.websiteTokens).toEqual([shown]);
  });

  test('needs no warning where the issuer has one client, or the API no other consumer', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: '111122223333' } });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc');
    const pool = cognito.UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_AbCdEfGhI');
    const client = (id: string) => cognito.UserPoolClient.fromUserPoolClientId(stack, id, id.toLowerCase());
    const add = (id: string, issuer: JwtIssuer) => {
      const api = new SecureRestApi(stack, id, { jwtIssuers: [issuer], edge: { domainNames: ['shop.example.com'], certificate, website: {} } });
      api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
      return api;
    };
    add('OneClient', JwtIssuer.cognito(pool, { clients: [client('Web')] })).addConsumer('Partner');
    add('NoConsumer', VISITORS);
    add('TwoClients', JwtIssuer.cognito(pool, { clients: [client('Shop'), client('App')] })).addConsumer('Partner');
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('edge.website.tokens')).map(({ id }) => id)).toEqual(['/Stack/TwoClients/Partner']);
  });

  test('are clients that a Cognito issuer accepts', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
    const visitors = JwtIssuer.cognito(cognito.UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_AbCdEfGhI'), {
      clients: [cognito.UserPoolClient.fromUserPoolClientId(stack, 'Web', 'web')],
    });
    expect(() => websiteTokens({ tokens: [{ issuer: visitors, clientIds: ['app'] }] }, [visitors])).toThrow(/must hold clients that the issuer accepts, got "app"; it accepts "web"/);
    expect(websiteTokens({ tokens: [{ issuer: visitors, clientIds: ['web'] }] }, [visitors])).toHaveLength(1);
  });

  const cognitoLike = JwtIssuer.oidc({ issuer: 'https://elsewhere.example.com/', audience: ['orders'] });
  test.each<[string, WebsiteTokens[] | undefined, RegExp]>([
    ['has to be said where there are several issuers', undefined, /^`edge.website.tokens` must name the issuer at which the website's visitors log in, got none and 2 issuers/],
    ['can not be nobody', [], /^`edge.website.tokens` must be a list of at least one entry, got \[\]/],
    ['is one of the issuers', [{ issuer: cognitoLike }], /^`edge.website.tokens` must name issuers of `jwtIssuers`/],
    ['is no entry without an issuer', [null as unknown as WebsiteTokens], /^`edge.website.tokens` must be a list, each an object/],
    ['is a list', { issuer: VISITORS } as unknown as WebsiteTokens[], /^`edge.website.tokens` must be a list/],
    ['names an issuer once', [{ issuer: VISITORS }, { issuer: VISITORS, clientIds: ['web'] }], /must name an issuer once, got "https:\/\/id.example.com\/" twice/],
    ['names clients or no list', [{ issuer: VISITORS, clientIds: [] }], /must hold client ids of "https:\/\/id.example.com\/", got \[\]/],
    ['names clients in words', [{ issuer: VISITORS, clientIds: [' '] }], /must hold client ids of "https:\/\/id.example.com\/", got " "/],
  ])('%s', (_, tokens, message) => {
    expect(() => new Deployed(tokens)).toThrow(message);
  });
});
