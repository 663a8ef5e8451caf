import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountLogging } from '../../../lib/gateway/private/account-logging';

test('the function may ask whether a role of the account is there, set the account\'s, and pass its own on to API Gateway: nothing else', () => {
  const stack = new Stack(new App(), 'Stack');
  const logging = AccountLogging.of(stack);
  const template = Template.fromStack(stack);
  const [logsRole] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { ManagedPolicyArns: Match.anyValue() } }));
  template.hasResourceProperties('AWS::IAM::Role', {
    Policies: Match.arrayWith([{
      PolicyName: 'SetRoleWhereNoneIs',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['apigateway:GET', 'apigateway:PATCH'], Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/account']] } },
          { Effect: 'Allow', Action: 'iam:GetRole', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/*']] } },
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: { 'Fn::GetAtt': [logsRole, 'Arn'] },
            Condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
          },
        ],
      },
    }]),
  });
  expect(new AwsSolutionsChecks().validateScope(logging)).toMatchObject({ success: true });
});
