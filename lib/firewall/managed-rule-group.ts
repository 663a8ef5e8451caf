import { checkPath } from '../routes/private/paths';
import { checkReason } from '../shared/check-reason';
import { BOOLEAN, checkTypes, listOf, OBJECT, optional, Shape, TEXT } from '../shared/check-types';
import { checkLiteral, checkLiterals, shown } from '../shared/literals';
import { ManagedRuleOverride } from './managed-rule-override';
import { labelOf } from './private/managed-labels';
import { ManagedRuleGroupState } from './private/managed-rule-group-state';

/**
 * Options of every AWS managed rule group.
 */
export interface ManagedRuleGroupOptions {
  /**
   * Rules that only count what they match, each with a reason.
   *
   * @default - none, apart from `SizeRestrictions_BODY` of the common rule set
   */
  readonly overrides?: ManagedRuleOverride[];

  /**
   * Why the whole group only counts, for a trial run: a sentence, shown in the posture report.
   *
   * @default - the group blocks
   */
  readonly countOnly?: string;
}

/**
 * Where a login or sign-up request carries the credentials. Fields are JSON pointers for a JSON body, names for a form.
 */
export interface CredentialFields extends ManagedRuleGroupOptions {
  /** Path of the route that takes the credentials, such as `/login`. */
  readonly path: string;

  /** Where the user's name is, such as `/username`. */
  readonly usernameField: string;

  /** Where the password is, such as `/password`. */
  readonly passwordField: string;

  /**
   * Whether the body is a form instead of JSON.
   *
   * @default false
   */
  readonly formEncoded?: boolean;
}

/**
 * Fields of a sign-up request.
 */
export interface SignUpFields extends CredentialFields {
  /**
   * Path of the page with the sign-up form, which a real browser loads first.
   *
   * @default - the path of the route itself
   */
  readonly registrationPagePath?: string;

  /**
   * Where the email address is, such as `/email`.
   *
   * @default - not inspected
   */
  readonly emailField?: string;
}

const CREDENTIAL_FIELDS: Shape = { path: TEXT, usernameField: TEXT, passwordField: TEXT, formEncoded: optional(BOOLEAN) };

/**
 * An AWS managed rule group of the web ACL.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class ManagedRuleGroup {
  /** Core rule set: the common attacks of the OWASP publications. 700 WCU, no extra price. On by default. */
  public static commonRuleSet(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesCommonRuleSet', 700, options);
  }

  /** Requests that exploit known vulnerabilities, such as Log4j. 200 WCU, no extra price. On by default. */
  public static knownBadInputs(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesKnownBadInputsRuleSet', 200, options);
  }

  /** SQL injection. 200 WCU, no extra price. On by default. */
  public static sqlInjection(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesSQLiRuleSet', 200, options);
  }

  /** Addresses that Amazon knows for bots and floods. 25 WCU, no extra price. On by default. */
  public static ipReputation(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesAmazonIpReputationList', 25, options);
  }

  /**
   * Addresses of VPNs, proxies, Tor nodes and hosting providers. 50 WCU, no extra price. On by default.
   *
   * Its rule `HostingProviderIPList` refuses clients that run in a cloud, servers of partners included: override that rule
   * where consumers call from there.
   */
  public static anonymousIp(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesAnonymousIpList', 50, options);
  }

  /**
   * Another managed group of AWS, such as `AWSManagedRulesLinuxRuleSet`.
   *
   * @param name name of the group
   * @param capacity WCU that AWS states for it
   */
  public static other(name: string, capacity: number, options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    checkLiteral('name', name, "'AWSManagedRulesLinuxRuleSet'");
    if (!/^AWSManagedRules\w{1,100}$/.test(name)) {
      throw new Error(`\`name\` must be an AWS managed rule group's, got ${shown(name)}; right would be 'AWSManagedRulesLinuxRuleSet'`);
    }
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 5000) {
      throw new Error(`\`capacity\` must be the WCU that AWS states for ${name}, a whole number from 1 to 5000, got ${shown(capacity)}`);
    }
    return new ManagedRuleGroup(name, capacity, options);
  }

  /**
   * Bot Control, common level: verified bots pass, others that say what they are do not. 50 WCU.
   *
   * Price (us-east-1, 2025): 10 USD a month for the web ACL and 1 USD for a million requests inspected; the first 10 million
   * a month are free.
   *
   * @see https://aws.amazon.com/waf/pricing/
   */
  public static botControl(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesBotControlRuleSet', 50, options, { AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } });
  }

  /**
   * Account takeover prevention on one login path: stolen credentials and credential stuffing. 50 WCU.
   *
   * Price (us-east-1, 2025): 10 USD a month for the web ACL and 1 USD for a thousand login attempts; the first 10,000 a month are free.
   *
   * @see https://aws.amazon.com/waf/pricing/
   */
  public static accountTakeover(options: CredentialFields): ManagedRuleGroup {
    checkTypes('options', options, CREDENTIAL_FIELDS);
    checkPath(options.path);
    return new ManagedRuleGroup('AWSManagedRulesATPRuleSet', 50, options, undefined, (pathPattern) => ({
      AWSManagedRulesATPRuleSet: {
        LoginPath: pathPattern(options.path),
        EnableRegexInPath: true,
        RequestInspection: {
          PayloadType: options.formEncoded ? 'FORM_ENCODED' : 'JSON',
          UsernameField: { Identifier: options.usernameField },
          PasswordField: { Identifier: options.passwordField },
        },
      },
    }), [options.path]);
  }

  /**
   * Account creation fraud prevention on one sign-up path: accounts made by robots. 50 WCU.
   *
   * Price (us-east-1, 2025): 10 USD a month for the web ACL and 1 USD for a thousand sign-ups; the first 10,000 a month are free.
   *
   * @see https://aws.amazon.com/waf/pricing/
   */
  public static accountCreationFraud(options: SignUpFields): ManagedRuleGroup {
    checkTypes('options', options, { ...CREDENTIAL_FIELDS, registrationPagePath: optional(TEXT), emailField: optional(TEXT) });
    checkPath(options.path);
    if (options.registrationPagePath !== undefined) {
      checkPath(options.registrationPagePath);
    }
    return new ManagedRuleGroup('AWSManagedRulesACFPRuleSet', 50, options, undefined, (pathPattern) => ({
      AWSManagedRulesACFPRuleSet: {
        CreationPath: pathPattern(options.path),
        RegistrationPagePath: pathPattern(options.registrationPagePath ?? options.path),
        EnableRegexInPath: true,
        RequestInspection: {
          PayloadType: options.formEncoded ? 'FORM_ENCODED' : 'JSON',
          UsernameField: { Identifier: options.usernameField },
          PasswordField: { Identifier: options.passwordField },
          ...(options.emailField && { EmailField: { Identifier: options.emailField } }),
        },
      },
    }), [options.path]);
  }

  /**
   * Anti-DDoS: refuses floods that a rate per address does not see. Its challenge, which only browsers can answer, stays off
   * since clients of an API are no browsers. 50 WCU.
   *
   * Price (us-east-1, 2025): 20 USD a month for the web ACL and 0.15 USD for a million requests.
   *
   * @see https://aws.amazon.com/waf/pricing/
   */
  public static antiDdos(options: ManagedRuleGroupOptions = {}): ManagedRuleGroup {
    return new ManagedRuleGroup('AWSManagedRulesAntiDDoSRuleSet', 50, options, {
      AWSManagedRulesAntiDDoSRuleSet: {
        ClientSideActionConfig: { Challenge: { UsageOfAction: 'DISABLED' } },
        SensitivityToBlock: 'LOW',
      },
    });
  }

  /** @internal */
  public readonly _state: ManagedRuleGroupState;

  private constructor(
    name: string,
    capacity: number,
    options: ManagedRuleGroupOptions,
    config?: object,
    configOf?: (pathPattern: (path: string) => string) => object,
    paths: string[] = [],
  ) {
    checkTypes('options', options, { overrides: optional(listOf(OBJECT)), countOnly: optional(TEXT) });
    const overrides = (options.overrides ?? []).map(({ rule, reason, paths: only }) => {
      checkLiterals('rule', [rule], "'CrossSiteScripting_BODY'");
      if (only !== undefined) {
        checkLiterals('paths', only, "['/hooks']");
        only.forEach((path) => checkPath(path));
        if (labelOf(name, rule) === undefined) {
          throw new Error(`\`paths\` must be of a rule whose label AWS documents, got ${shown(rule)} of ${name}; right would be an override without paths`);
        }
      }
      return { rule, reason: checkReason('reason', reason), ...(only && { paths: only }) };
    });
    this._state = {
      name,
      capacity,
      overrides,
      paths,
      countOnly: options.countOnly === undefined ? undefined : checkReason('countOnly', options.countOnly),
      config: configOf ?? (() => config),
    };
  }
}
