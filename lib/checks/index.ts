import { CfnResource, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { apiKeyRequired } from './api-key-required';
import { authorizerCacheKey } from './authorizer-cache-key';
import { closedModels } from './closed-models';
import { discreetResponses } from './discreet-responses';
import { encryptedBackend } from './encrypted-backend';
import { inputValidated } from './input-validated';
import { invocationFromOneApi } from './invocation-from-one-api';
import { modernTls } from './modern-tls';
import { narrowIntegrationRole } from './narrow-integration-role';
import { noCallerCredentials } from './no-caller-credentials';
import { noDataTrace } from './no-data-trace';
import { noKeyInTemplate } from './no-key-in-template';
import { operationAuthorized } from './operation-authorized';
import { NagPack, NagPackProps } from './private/nag';
import { NagRule } from './private/nag-rule';
import { forgetResources } from './private/resources';
import { secretsRedactedInWafLog } from './secrets-redacted-in-waf-log';
import { stageBehindWebAcl } from './stage-behind-web-acl';
import { strictImport } from './strict-import';
import { usagePlanThrottled } from './usage-plan-throttled';

const RULES: readonly NagRule[] = [
  apiKeyRequired,
  operationAuthorized,
  inputValidated,
  noDataTrace,
  stageBehindWebAcl,
  modernTls,
  usagePlanThrottled,
  noCallerCredentials,
  encryptedBackend,
  authorizerCacheKey,
  discreetResponses,
  strictImport,
  closedModels,
  invocationFromOneApi,
  secretsRedactedInWafLog,
  noKeyInTemplate,
  narrowIntegrationRole,
];

/**
 * Checks of REST APIs at synth time, for any app: they read what other packs do not, such as the operations inside an OpenAPI document.
 *
 * Findings are named by rule and operation, as in `SecureRestApi-SRA1[GET-/orders]`, and are acknowledged under that name.
 *
 * @example
 * Validations.of(app).addPlugins(new SecureRestApiChecks());
 */
export class SecureRestApiChecks extends NagPack {
  public readonly name = 'SecureRestApi';

  /**
   * @param scope needed only for `writeSuppressionsToCloudFormation`
   */
  public constructor(scope?: IConstruct, props?: NagPackProps) {
    super(scope, props);
    this.packName = 'SecureRestApi';
  }

  /**
   * Checks a part of the construct tree, without an app or a synthesis.
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    forgetResources();
    return super.validateScope(scope);
  }

  protected checkResource(node: CfnResource): void {
    for (const rule of RULES) {
      this.applyRule({
        ruleSuffixOverride: rule.id,
        info: rule.info,
        explanation: rule.explanation,
        level: rule.level,
        rule: rule.check,
        node,
      });
    }
  }
}
