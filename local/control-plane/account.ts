import { randomBytes } from 'crypto';
import { WafRule } from '../../lib/firewall/private/waf-rule';
import { listOf, LocalApi, resourcesOf } from '../api';
import { JsonMap, LocalAssembly } from '../assembly';
import { mapOf } from '../template-values';
import { Clock } from '../types';
import { ApiKeys } from './api-keys';
import { KeyValueStores } from './key-value-stores';
import { rolePath, Roles } from './roles';
import { RuleGroups } from './rule-groups';
import { Secrets } from './secrets';

/** Length of a generated password where the template says nothing: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const PASSWORD_LENGTH = 32;

/** What the services of one account hold; it outlives a new synthesis. */
export class Account {
  public readonly secrets: Secrets;
  public readonly apiKeys: ApiKeys;
  public readonly stores: KeyValueStores;
  public readonly ruleGroups = new RuleGroups();
  public readonly roles = new Roles();
  /** Rule groups of the template, which no function changes. */
  private readonly templateGroups = new Map<string, WafRule[]>();
  private readonly known = new Set<string>();

  public constructor(private readonly clock: Clock) {
    this.secrets = new Secrets(clock);
    this.apiKeys = new ApiKeys(clock);
    this.stores = new KeyValueStores(clock);
  }

  /** Makes what the templates have and the account has not yet, as a deployment would. */
  public provision(assembly: LocalAssembly, apis: readonly LocalApi[]): void {
    for (const stack of assembly.stacks) {
      resourcesOf(stack, 'AWS::SecretsManager::Secret').filter(({ ref }) => !this.secrets.has(ref)).forEach(({ ref, properties }) => {
        const tags = listOf(properties.Tags).map(mapOf).map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));
        this.secrets.create(ref, tags, textOf(properties));
      });
      resourcesOf(stack, 'AWS::CloudFront::KeyValueStore').forEach(({ logicalId }) => {
        const arn = assembly.attribute(stack.name, logicalId, 'Arn');
        if (this.isNew(arn)) {
          this.stores.create(arn);
        }
      });
      resourcesOf(stack, 'AWS::WAFv2::RuleGroup').forEach(({ logicalId, properties }) => (
        this.templateGroups.set(assembly.attribute(stack.name, logicalId, 'Arn'), listOf(properties.Rules) as unknown as WafRule[])));
    }
    this.roles.replace(assembly.stacks.flatMap((stack) => resourcesOf(stack, 'AWS::IAM::Role').map(({ ref, logicalId, properties }) => (
      { name: ref, arn: assembly.attribute(stack.name, logicalId, 'Arn'), path: rolePath(properties), createdAt: this.clock.now() }))));
    apis.flatMap(({ usagePlans }) => usagePlans).forEach((plan) => this.apiKeys.addPlan(plan));
    this.provisionKeys(assembly);
  }

  public rules(arn: string): WafRule[] {
    return this.templateGroups.get(arn) ?? this.ruleGroups.rules(arn);
  }

  /** Keys that a template itself has, of APIs whose keys nobody rotates. */
  private provisionKeys(assembly: LocalAssembly): void {
    for (const stack of assembly.stacks) {
      const ids = new Map<string, string>();
      for (const { ref, properties } of resourcesOf(stack, 'AWS::ApiGateway::ApiKey')) {
        if (this.isNew(ref)) {
          const { body } = this.apiKeys.call('POST', '/apikeys', new URLSearchParams(), {
            ...(properties.Value !== undefined && { value: properties.Value }), name: ref, enabled: properties.Enabled !== false,
          });
          ids.set(ref, String(body.id));
        }
      }
      for (const { properties: { KeyId, UsagePlanId } } of resourcesOf(stack, 'AWS::ApiGateway::UsagePlanKey')) {
        const keyId = ids.get(String(KeyId));
        if (keyId !== undefined) {
          this.apiKeys.call('POST', `/usageplans/${String(UsagePlanId)}/keys`, new URLSearchParams(), { keyId, keyType: 'API_KEY' });
        }
      }
    }
  }

  private isNew(id: string): boolean {
    const isNew = !this.known.has(id);
    this.known.add(id);
    return isNew;
  }
}

/** What a secret holds at its creation. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
function textOf({ SecretString, GenerateSecretString }: JsonMap): string | undefined {
  if (typeof SecretString === 'string') {
    return SecretString;
  }
  if (GenerateSecretString === undefined) {
    return undefined;
  }
  const { PasswordLength, SecretStringTemplate, GenerateStringKey } = mapOf(GenerateSecretString);
  const length = Number(PasswordLength ?? PASSWORD_LENGTH);
  const password = randomBytes(length).toString('base64url').replace(/[-_]/g, 'x').slice(0, length);
  return typeof GenerateStringKey === 'string'
    ? JSON.stringify({ ...JSON.parse(String(SecretStringTemplate ?? '{}')) as JsonMap, [GenerateStringKey]: password })
    : password;
}
