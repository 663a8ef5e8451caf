/** A call of AWS that the reading makes. */
export interface Operation {
  readonly client: 'rest' | 'http' | 'waf';
  readonly action: string;
  /** What the action is allowed on, as the end of an ARN. */
  readonly resource: string;
  /** Least time between two of them; else that of all. */
  readonly intervalMilliseconds?: number;
}

const GET = 'apigateway:GET';

/**
 * Every call there is: what is not here can't be made, and the policy of `--print-policy` is made of it. All of them read, and none can give a
 * key's value: that is why of the usage plans only the list may be read, since the keys below a plan come with their values (recorded:
 * GetUsagePlanKeys).
 *
 * That `GetExport` is read by a path below `/restapis/` is assumed, as the others are.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export const OPERATIONS = {
  GetRestApis: { client: 'rest', action: GET, resource: '/restapis' },
  GetStages: { client: 'rest', action: GET, resource: '/restapis/*' },
  GetDeployment: { client: 'rest', action: GET, resource: '/restapis/*' },
  GetAuthorizers: { client: 'rest', action: GET, resource: '/restapis/*' },
  GetExport: { client: 'rest', action: GET, resource: '/restapis/*' },
  // "5 requests every 2 seconds per account", which others need too: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  GetResources: { client: 'rest', action: GET, resource: '/restapis/*', intervalMilliseconds: 1_000 },
  GetUsagePlans: { client: 'rest', action: GET, resource: '/usageplans' },
  GetDomainNames: { client: 'rest', action: GET, resource: '/domainnames' },
  GetBasePathMappings: { client: 'rest', action: GET, resource: '/domainnames/*' },
  GetApis: { client: 'http', action: GET, resource: '/apis' },
  GetApiStages: { client: 'http', action: GET, resource: '/apis/*' },
  GetRoutes: { client: 'http', action: GET, resource: '/apis/*' },
  GetIntegrations: { client: 'http', action: GET, resource: '/apis/*' },
  GetApiAuthorizers: { client: 'http', action: GET, resource: '/apis/*' },
  GetApiDeployment: { client: 'http', action: GET, resource: '/apis/*' },
  GetApiDomainNames: { client: 'http', action: GET, resource: '/domainnames' },
  GetApiMappings: { client: 'http', action: GET, resource: '/domainnames/*' },
  GetWebACL: { client: 'waf', action: 'wafv2:GetWebACL', resource: 'regional/webacl/*' },
} as const satisfies { readonly [name: string]: Operation };

export type OperationName = keyof typeof OPERATIONS;

/** As the SDK names the call: version 2 of API Gateway has some of version 1's names. */
export function commandOf(name: OperationName): string {
  return OPERATIONS[name].client === 'http' ? name.replace(/^GetApi(?=Stages|Authorizers|Deployment|DomainNames)/, 'Get') : name;
}

/** The IAM policy that the reading needs, and no more. */
export function readingPolicy(regions: readonly string[]): object {
  const places = regions.length === 0 ? ['*'] : regions;
  const arnsOf = (action: string): string[] => {
    const ends = new Set(Object.values(OPERATIONS).filter((operation) => operation.action === action).map(({ resource }) => resource));
    return places.flatMap((region) => [...ends].map((end) => action === GET
      // A private domain name's ARN has an account: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
      ? `arn:*:apigateway:${region}:${end.startsWith('/domainnames') ? '*' : ''}:${end}` : `arn:*:wafv2:${region}:*:${end}`));
  };
  const actions = [...new Set(Object.values(OPERATIONS).map(({ action }) => action))];
  return { Version: '2012-10-17', Statement: actions.map((action) => ({ Effect: 'Allow', Action: action, Resource: arnsOf(action) })) };
}
