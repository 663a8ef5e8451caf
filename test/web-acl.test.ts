import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { WebAcl, WebAclProps } from '../lib/web-acl';

function synth(props: Partial<WebAclProps> = {}): { template: Template; acl: WebAcl } {
  const stack = new Stack(new App(), 'Test');
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { stageName: 'prod' } });
  api.root.addMethod('GET');
  const acl = new WebAcl(stack, 'WebAcl', { stage: api.deploymentStage, stageName: 'prod', ...props });
  return { template: Template.fromStack(stack), acl };
}

describe('WebAcl', () => {
  test('is associated with the stage, after it', () => {
    const { template } = synth();
    const [association] = Object.values(template.findResources('AWS::WAFv2::WebACLAssociation'));
    expect(association.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ApiDeploymentStageprod/)]));
  });
});
