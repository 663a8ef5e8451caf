import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { mentions, referencedResource, resourceOf, resourcesInApp, TemplateResource } from './private/resources';
import { text } from './private/values';
import { refusesAnything, WEB_ACL } from './private/web-acls';

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
    if (node.cfnResourceType !== 'AWS::ApiGateway::Stage'
      && !(node.cfnResourceType === 'AWS::ApiGateway::Deployment' && resourceOf(node).properties.StageName !== undefined)) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const stage = resourceOf(node);
    const association = resourcesInApp(stage.stack, 'AWS::WAFv2::WebACLAssociation').find((candidate) => isOfStage(candidate, stage));
    if (!association) {
      return findings(['association']);
    }
    const webAcl = referencedResource(association, association.properties.WebACLArn, WEB_ACL);
    return findings(webAcl && !refusesAnything(webAcl) ? ['rules'] : []);
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
