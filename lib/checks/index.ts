import { Aspects, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BOOLEAN, checkType, checkTypes, having, optional } from '../shared/check-types';
import { SecureRestApiChecksProps } from './checks-props';
import { WriteAcknowledgements } from './private/acknowledged';
import { reportOf } from './private/report';
import { forgetResources } from './private/resources';
import { RULES } from './private/rules';

/**
 * Checks of REST APIs at synth time, for any app: they read what other packs do not, such as the operations inside an OpenAPI document.
 *
 * Findings are named by rule and operation, as in `SecureRestApi-SRA1[GET-/orders]`, and are acknowledged under that name.
 * They stand beside those of cdk-nag's packs, in their form, and don't need cdk-nag.
 *
 * @example
 * Validations.of(app).addPlugins(new SecureRestApiChecks());
 */
export class SecureRestApiChecks implements IPolicyValidationPlugin {
  public readonly name = 'SecureRestApi';
  private readonly verbose: boolean;

  /**
   * @param scope needed only for `writeSuppressionsToCloudFormation`
   */
  public constructor(scope?: IConstruct, props: SecureRestApiChecksProps = {}) {
    checkTypes('props', props, { verbose: optional(BOOLEAN), writeSuppressionsToCloudFormation: optional(BOOLEAN) });
    if (scope !== undefined) {
      checkType('scope', scope, having('a construct, such as the app', 'node'));
    }
    this.verbose = props.verbose ?? false;
    if (scope && props.writeSuppressionsToCloudFormation) {
      Aspects.of(scope).add(new WriteAcknowledgements());
    }
  }

  /**
   * Checks the app, as the CDK calls it at synthesis.
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this.validateScope(context.appConstruct);
  }

  /**
   * Checks a part of the construct tree, without an app or a synthesis.
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    forgetResources();
    return reportOf(this.name, RULES, scope, this.verbose);
  }
}
