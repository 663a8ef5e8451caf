import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkTypes, listOf, mapOf, optional, Shape, TEXT } from '../../shared/check-types';
import { ordered } from '../../shared/in-order';
import { checkLiteral, shown } from '../../shared/literals';
import { replaceTokens } from '../../shared/token-text';
import { AwsServiceTargetOptions } from '../aws-service-target-options';
import { checkMethod } from './check-method';
import { checkArns, checkRegion, executionRole } from './execution-role';
import { LONGEST_TIMEOUT } from './integration-timeout';
import { checkMappedParameters, checkMapping } from './request-mapping';
import { Target, TargetContext, TargetIntegration, TargetRoute } from './target-integration';

const AWS_SERVICE_SHAPE: Shape = {
  service: TEXT,
  action: optional(TEXT),
  path: optional(TEXT),
  iamAction: TEXT,
  resourceArns: listOf(TEXT),
  integrationHttpMethod: optional(TEXT),
  requestParameters: optional(mapOf(TEXT)),
  requestTemplates: optional(mapOf(TEXT)),
  responseTemplate: optional(TEXT),
};

/** An AWS service, called directly. */
export class AwsServiceTarget implements Target {
  private readonly roles = new WeakMap<Construct, iam.Role>();

  public constructor(private readonly options: AwsServiceTargetOptions) {
    checkTypes('options', options, AWS_SERVICE_SHAPE);
    checkLiteral('service', options.service, "'dynamodb'");
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(options.service)) {
      throw new Error(`\`service\` must be the service's name in an endpoint, got ${shown(options.service)}; right would be "dynamodb"`);
    }
    if ((options.action === undefined) === (options.path === undefined)) {
      throw new Error(`exactly one of \`action\` and \`path\` must be given, got ${options.action === undefined ? 'neither' : 'both'}`);
    }
    const call = options.action ?? options.path ?? '';
    if (!/^[!-~]+$/.test(replaceTokens(call, 'x'))) {
      throw new Error(`\`${options.action === undefined ? 'path' : 'action'}\` must be a part of an address without blanks, got ${shown(call)}; right would be "PutItem" or "123456789012/queue-name"`);
    }
    if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(options.iamAction)) {
      throw new Error(`\`iamAction\` must be one action without wildcards, got ${shown(options.iamAction)}; right would be "dynamodb:PutItem"`);
    }
    checkArns(options.resourceArns);
    checkMapping(options.requestParameters ?? {});
    if (options.integrationHttpMethod !== undefined) {
      checkMethod('integrationHttpMethod', options.integrationHttpMethod);
    }
  }

  public check(route: TargetRoute, stack: Stack): void {
    checkMappedParameters(this.options.requestParameters ?? {}, route);
    checkRegion(this.options.resourceArns, stack, `${route.method} ${route.path}`);
  }

  public bind(context: TargetContext): TargetIntegration {
    const { service, action, path, iamAction, resourceArns } = this.options;
    const stack = Stack.of(context.scope);
    let role = this.roles.get(context.scope);
    if (!role) {
      // The first route that uses the target names the role, so that its logical id does not depend on a counter.
      role = executionRole(context.scope, `${service} ${context.method} ${context.path}`.replace(/\//g, ' '), iamAction, resourceArns);
      this.roles.set(context.scope, role);
    }
    return {
      integration: {
        type: 'aws',
        httpMethod: this.options.integrationHttpMethod ?? 'POST',
        uri: Arn.format({
          service: 'apigateway',
          account: service,
          resource: action !== undefined ? 'action' : 'path',
          resourceName: action ?? path,
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }, stack),
        credentials: role.roleArn,
        requestParameters: ordered(this.options.requestParameters),
        requestTemplates: ordered(this.options.requestTemplates),
        // A request whose content type has no template must not reach the service unmapped.
        passthroughBehavior: this.options.requestTemplates ? 'never' : 'when_no_match',
        timeoutInMillis: LONGEST_TIMEOUT.toMilliseconds(),
        responses: {
          // The service's own error text names resources and roles: the client gets the status only.
          '2\\d{2}': { statusCode: '200', responseTemplates: { 'application/json': this.options.responseTemplate ?? '{}' } },
          '4\\d{2}': { statusCode: '400', responseTemplates: { 'application/json': '{"message":"Bad request"}' } },
          'default': { statusCode: '502', responseTemplates: { 'application/json': '{"message":"Bad gateway"}' } },
        },
      },
      responses: { 200: { description: 'Done' }, 400: { description: 'Bad request' }, 502: { description: 'Bad gateway' } },
      role: role.node.id,
      description: `${service} ${action ?? iamAction}`,
    };
  }
}
