import { FirewallEvaluator } from '../../lib/firewall/private/evaluator';
import { WafRule } from '../../lib/firewall/private/waf-rule';
import { listOf, resourcesOf } from '../api';
import { Json, JsonMap, LocalResource, LocalStack } from '../assembly';
import { mapOf } from '../template-values';
import { Clock, GatewayRequest, GatewayResponse } from '../types';

/** What the web ACL does with a request: its answer where it refuses, and which rule decided. */
export interface WebAclDecision {
  readonly refusal?: GatewayResponse;
  /** Whether the rule says itself what to answer; else API Gateway does. */
  readonly hasOwnAnswer?: boolean;
  readonly rule?: string;
  readonly counted: string[];
}

/** Default where a web ACL says nothing: https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html */
const DEFAULT_BODY_WINDOW = 16 * 1024;

/**
 * The rules of a web ACL, as the template has them. AWS's managed groups are named as not evaluated: their rules are not public.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html
 */
export class WebAclLayer {
  /** AWS managed groups of the web ACL, which nobody evaluates here. */
  public readonly notEvaluated: string[];
  private readonly evaluator: FirewallEvaluator;

  public constructor(
    private readonly acl: LocalResource, stack: LocalStack, ruleGroup: (arn: string) => WafRule[], private readonly clock: Clock,
  ) {
    const rules = listOf(acl.properties.Rules) as unknown as WafRule[];
    this.notEvaluated = rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.Name ?? []);
    const sets = new Map(resourcesOf(stack, 'AWS::WAFv2::IPSet').map(({ ref, properties }) => [ref.split('|').slice(0, 2).join('/'), listOf(properties.Addresses).map(String)]));
    this.evaluator = new FirewallEvaluator(rules, {
      bodyWindow: windowOf(acl),
      ipSet: (arn) => sets.get(String(arn).split('/').slice(-2).join('/')) ?? [],
      ruleGroup: (arn) => ruleGroup(String(arn)),
    });
  }

  public check(request: GatewayRequest): WebAclDecision {
    const { rawPath: path, rawQuery: query, sourceIp: ip, ...rest } = request;
    const { action, rule, counted, status = 403 } = this.evaluator.evaluate({
      method: rest.method, headers: rest.headers, body: rest.body, path, query, inBytes: true, ip, time: this.clock.now(),
    });
    if (action === 'allow') {
      return { rule, counted };
    }
    const custom = this.customResponse(rule);
    return { refusal: this.answer(custom, status), hasOwnAnswer: Object.keys(custom).length > 0, rule, counted };
  }

  private customResponse(name: string | undefined): JsonMap {
    const rule = listOf(this.acl.properties.Rules).map(mapOf).find(({ Name }) => Name === name);
    return mapOf(mapOf(mapOf(rule?.Action).Block).CustomResponse);
  }

  private answer(custom: JsonMap, status: number): GatewayResponse {
    const body = mapOf(mapOf(this.acl.properties.CustomResponseBodies)[String(custom.CustomResponseBodyKey)]);
    return {
      status,
      headers: [
        ['Content-Type', CONTENT_TYPES[String(body.ContentType)] ?? 'application/json'],
        ...listOf(custom.ResponseHeaders).map(mapOf).map(({ Name, Value }): readonly [string, string] => [String(Name), String(Value)]),
      ],
      // API Gateway writes the body of a block without one of its own: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
      body: Buffer.from(textOr(body.Content, '{"message":"Forbidden"}')),
    };
  }
}

const CONTENT_TYPES: { readonly [type: string]: string } = { APPLICATION_JSON: 'application/json', TEXT_PLAIN: 'text/plain', TEXT_HTML: 'text/html' };

function windowOf(acl: LocalResource): number {
  const limit = mapOf(mapOf(mapOf(acl.properties.AssociationConfig).RequestBody).API_GATEWAY).DefaultSizeInspectionLimit;
  const kilobytes = /^KB_(\d+)$/.exec(String(limit))?.[1];
  return kilobytes === undefined ? DEFAULT_BODY_WINDOW : Number(kilobytes) * 1024;
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
