import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { resourceOf, TemplateResource } from './private/resources';
import { objectOf } from './private/values';
import { apisBehind, frontsNoApi, refuses, refusesAnything, rulesOf, statementsIn, WEB_ACL, WebAclRule, webAclsBefore } from './private/web-acls';

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html */
export const rateLimited: NagRule = {
  id: 'SRA19',
  level: NagMessageLevel.ERROR,
  info: 'The web ACL has no rate rule that refuses, or only counts what its rules match.',
  explanation: 'One client can flood the authorizer, the backend and the bill, and try tokens and keys without end: managed rule groups limit no '
    + 'rate. Add a rate-based rule whose action is Block, Captcha or Challenge.',
  check(node) {
    if (node.cfnResourceType !== WEB_ACL) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const webAcl = resourceOf(node);
    if (frontsNoApi(webAcl)) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings([
      ...refusesAnything(webAcl) ? [] : ['counts only'],
      ...limits(webAcl) || limitedElsewhere(webAcl) ? [] : ['rate'],
    ]);
  },
  unknown(node) {
    return node.cfnResourceType === WEB_ACL && rulesOf(resourceOf(node)).opaque && !rulesOf(resourceOf(node)).rules.some(isLimit)
      ? ['The web ACL has rules or rule groups that are not in the template: whether one limits the rate was not looked at.']
      : [];
  },
};

function limits(webAcl: TemplateResource): boolean {
  const { rules, opaque } = rulesOf(webAcl);
  return opaque || rules.some(isLimit);
}

function isLimit(found: WebAclRule): boolean {
  return refuses(found) && statementsIn(objectOf(found.rule.Statement), 'RateBasedStatement').length > 0;
}

/** Whether every API behind it has another web ACL in front, such as that of a distribution, which limits the rate. */
function limitedElsewhere(webAcl: TemplateResource): boolean {
  const apis = apisBehind(webAcl);
  return apis.length > 0 && apis.every((api) => {
    const { known, unknown } = webAclsBefore(api);
    return unknown || known.some((other) => other !== webAcl && limits(other));
  });
}
