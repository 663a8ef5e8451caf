import { associationsOf, distributionsBefore } from './fronts';
import { HTTP_API, REST_API } from './operations';
import { mentions, referencedResource, refersTo, resourcesInApp, TemplateResource } from './resources';
import { alternatives, isIntrinsic, isObject, listOf, objectOf, TemplateObject, text } from './values';

export const WEB_ACL = 'AWS::WAFv2::WebACL';
const REFUSALS = ['Block', 'Captcha', 'Challenge'];
const APIS = [REST_API, HTTP_API];

/** A rule of a web ACL or of a rule group that it uses. */
export interface WebAclRule {
  readonly rule: TemplateObject;
  /** Whether the group around it only counts. */
  readonly counted: boolean;
}

/** The rules of a web ACL, those of rule groups of the app included, and whether there are others that can't be looked into. */
export function rulesOf(webAcl: TemplateResource): { readonly rules: WebAclRule[]; readonly opaque: boolean } {
  // Rules that an intrinsic function gives (`Fn::Transform`) are known to CloudFormation only.
  let opaque = isObject(webAcl.properties.Rules);
  const rules = listOf(webAcl.properties.Rules).map(objectOf).flatMap((rule): WebAclRule[] => {
    const reference = objectOf(objectOf(rule.Statement).RuleGroupReferenceStatement).Arn;
    opaque ||= isIntrinsic(rule);
    if (reference === undefined) {
      return [{ rule, counted: false }];
    }
    const group = referencedResource(webAcl, reference, 'AWS::WAFv2::RuleGroup');
    const counted = mayCount(rule.OverrideAction);
    opaque ||= !counted && (group === undefined || isObject(group.properties.Rules));
    return [{ rule, counted }, ...listOf(group?.properties.Rules).map((inner) => ({ rule: objectOf(inner), counted }))];
  });
  return { rules, opaque };
}

/** Whether an action may be to count only, under some condition of the deployment. */
export function mayCount(action: unknown): boolean {
  return alternatives(action).some((alternative) => alternatives(objectOf(alternative).Count).some((count) => count !== undefined));
}

export function refuses({ rule, counted }: WebAclRule): boolean {
  const action = objectOf(rule.Action);
  return !counted && (REFUSALS.some((name) => action[name] !== undefined) || objectOf(rule.OverrideAction).None !== undefined);
}

/** Whether some request may be refused: by a rule, or because only some are allowed. */
export function refusesAnything(webAcl: TemplateResource): boolean {
  const { rules, opaque } = rulesOf(webAcl);
  return opaque || rules.some(refuses) || rules.length > 0 && objectOf(webAcl.properties.DefaultAction).Block !== undefined;
}

/** Every statement of a kind that stands anywhere in a rule. */
export function statementsIn(value: unknown, kind: string): TemplateObject[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => statementsIn(item, kind));
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) => [...key === kind && isObject(inner) ? [inner] : [], ...statementsIn(inner, kind)])
    : [];
}

/** The web ACLs in front of an API: of its stages and of the distributions before it. */
export function webAclsBefore(api: TemplateResource): { readonly known: TemplateResource[]; readonly unknown: boolean } {
  const places = [
    ...associationsOf(api).map((association) => ({ from: association, arn: association.properties.WebACLArn })),
    ...distributionsBefore(api).map((distribution) => ({ from: distribution, arn: objectOf(distribution.properties.DistributionConfig).WebACLId })),
  ].filter(({ arn }) => arn !== undefined && arn !== '');
  const found = places.map(({ from, arn }) => referencedResource(from, arn, WEB_ACL));
  return {
    known: [...new Set(found.filter((webAcl) => webAcl !== undefined))],
    unknown: found.includes(undefined),
  };
}

/** The APIs of the app that a web ACL stands in front of. */
export function apisBehind(webAcl: TemplateResource): TemplateResource[] {
  return APIS.flatMap((type) => resourcesInApp(webAcl.stack, type)).filter((api) => webAclsBefore(api).known.includes(webAcl));
}

/**
 * Whether a web ACL is known to stand in front of other things than APIs only, such as a load balancer or a website. One that nothing of the
 * app uses may stand in front of an API of another.
 */
export function frontsNoApi(webAcl: TemplateResource): boolean {
  const associated = resourcesInApp(webAcl.stack, 'AWS::WAFv2::WebACLAssociation')
    .filter((association) => refersTo(association, association.properties.WebACLArn, webAcl));
  const distributions = resourcesInApp(webAcl.stack, 'AWS::CloudFront::Distribution')
    .filter((distribution) => mentions(distribution, objectOf(distribution.properties.DistributionConfig).WebACLId, webAcl));
  const used = associated.length > 0 || distributions.length > 0;
  return used && apisBehind(webAcl).length === 0 && !associated.some(({ properties }) => mayBeStage(properties.ResourceArn));
}

/** A stage of an API of another app, or one that only the deployment knows. */
function mayBeStage(arn: unknown): boolean {
  return /:apigateway:|\/restapis\//.test(text(arn)) || isIntrinsic(arn) && ('Ref' in arn || 'Fn::ImportValue' in arn) && !/LoadBalancer/i.test(text(arn));
}
