import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { mentions, referencedResource, resourceOf, resourcesInApp, TemplateResource } from './private/resources';
import { isObject, listOf, objectOf, TemplateObject, text } from './private/values';

/**
 * A web ACL that lives in another app can't be looked into; one of this app must refuse something.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing.html
 */
export const stageBehindWebAcl: NagRule = {
  id: 'SRA5',
  level: NagMessageLevel.ERROR,
  info: 'The stage has no web ACL, or one in which no rule refuses anything.',
  explanation: 'Floods, scanners and known attacks reach the authorizer and the backend. Associate a web ACL with the stage, and give it '
    + 'managed rule groups and a rate rule that block; rules that only count refuse nothing.',
  check(node) {
    // A deployment may make a stage of its own, by naming it.
    const stage = resourceOf(node);
    if (stage.type !== 'AWS::ApiGateway::Stage' && !(stage.type === 'AWS::ApiGateway::Deployment' && stage.properties.StageName !== undefined)) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const association = resourcesInApp(stage.stack, 'AWS::WAFv2::WebACLAssociation').find((candidate) => isOfStage(candidate, stage));
    if (!association) {
      return findings(['association']);
    }
    const webAcl = referencedResource(association, association.properties.WebACLArn, 'AWS::WAFv2::WebACL');
    return findings(webAcl && !refusesAnything(webAcl.properties) ? ['rules'] : []);
  },
};

function isOfStage(association: TemplateResource, stage: TemplateResource): boolean {
  const { ResourceArn: arn } = association.properties;
  const { StageName: name, RestApiId: restApiId } = stage.properties;
  const restApi = referencedResource(stage, restApiId, 'AWS::ApiGateway::RestApi');
  const ofRestApi = restApi ? mentions(association, arn, restApi) : text(arn).includes(`/restapis/${text(restApiId)}/`);
  // The ARN may name the stage by a reference or by its name; an ARN that ends in another name is that of another stage.
  return ofRestApi && (mentions(association, arn, stage) || typeof name === 'string' && text(arn).endsWith(`/stages/${name}`));
}

function refusesAnything(webAcl: TemplateObject): boolean {
  const rules = listOf(webAcl.Rules).map(objectOf);
  return rules.some(refuses) || rules.length > 0 && objectOf(webAcl.DefaultAction).Block !== undefined || hasOpaqueRules(webAcl.Rules);
}

function refuses(rule: TemplateObject): boolean {
  const action = objectOf(rule.Action);
  return ['Block', 'Captcha', 'Challenge'].some((name) => action[name] !== undefined) || objectOf(rule.OverrideAction).None !== undefined;
}

/** Rules that an intrinsic function gives (`Fn::Transform`) are known to CloudFormation only. */
function hasOpaqueRules(rules: unknown): boolean {
  return isObject(rules);
}
