import { TAG_REST_API_ID } from '../contracts/rotation';
import { scheduleHours } from '../contracts/rotation-schedule';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { mentions, parameterOf, referencedResource, resourceOf, resourcesInApp, TemplateResource } from './private/resources';
import { alternatives, isObject, objectOf, TemplateObject, text, textsIn } from './private/values';

const SECRET = 'AWS::SecretsManager::Secret';
/** As AWS Security Hub asks of secrets (SecretsManager.4). */
const SLOWEST_DAYS = 90;

/**
 * The value of an API key can't be changed: a key that stands in a template lives until somebody replaces it by hand. What is rotated is a
 * secret that holds it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
 */
export const keyRotated: NagRule = {
  id: 'SRA21',
  level: NagMessageLevel.ERROR,
  info: 'The API key is not rotated: it is of no secret with a rotation schedule, or of one that is rotated later than after 90 days.',
  explanation: 'A key that leaked into a log, a repository or a browser opens the API for as long as it lives. Keep its value in a secret of '
    + 'Secrets Manager with a RotationSchedule of at most 90 days, whose function makes a new key each time.',
  check(node) {
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::ApiKey':
        // What the secret's rotation lacks is found at the secret.
        return findings(secretOf(resourceOf(node)) === undefined ? ['rotation'] : []);
      case SECRET:
        return holdsKey(resourceOf(node)) ? findings(rotationFaults(resourceOf(node))) : NagRuleCompliance.NOT_APPLICABLE;
      default:
        return NagRuleCompliance.NOT_APPLICABLE;
    }
  },
  unknown(node) {
    return node.cfnResourceType === 'AWS::ApiGateway::ApiKey' && secretOf(resourceOf(node)) === 'elsewhere'
      ? ['The secret that holds the value of the API key is not in the template: whether it is rotated was not looked at.']
      : [];
  },
};

/** The secret of the app that holds the key, or that there is one elsewhere. */
function secretOf(key: TemplateResource): TemplateResource | 'elsewhere' | undefined {
  const { Value: value } = key.properties;
  if (!textsIn(value).some((part) => part.includes('{{resolve:secretsmanager:'))) {
    return undefined;
  }
  return resourcesInApp(key.stack, SECRET).find((secret) => mentions(key, value, secret)
    || typeof secret.properties.Name === 'string' && text(value).includes(`:${secret.properties.Name}:`)) ?? 'elsewhere';
}

function holdsKey(secret: TemplateResource): boolean {
  const tags = Array.isArray(secret.properties.Tags) ? secret.properties.Tags.map(objectOf) : [];
  return tags.some(({ Key: key }) => key === TAG_REST_API_ID) || resourcesInApp(secret.stack, 'AWS::ApiGateway::ApiKey').some((key) => secretOf(key) === secret);
}

function rotationFaults(secret: TemplateResource): string[] {
  const schedules = resourcesInApp(secret.stack, 'AWS::SecretsManager::RotationSchedule')
    .filter((schedule) => referencedResource(schedule, schedule.properties.SecretId, SECRET) === secret);
  if (schedules.length === 0) {
    return ['rotation'];
  }
  return schedules.some((schedule) => alternatives(schedule.properties.RotationRules).every((rules) => isQuick(objectOf(rules), schedule))) ? [] : ['schedule'];
}

function isQuick(rules: TemplateObject, from: TemplateResource): boolean {
  return alternatives(rules.ScheduleExpression ?? rules.AutomaticallyAfterDays).every((value) => {
    const stated = parameterOf(value, from.stack)?.default ?? value;
    // The schedule of a parameter without a default is known to the deployment only, but there is one.
    return isObject(stated) || days(stated) <= SLOWEST_DAYS;
  });
}

/** Most days between two rotations: of a number of days, or of an expression. */
function days(schedule: unknown): number {
  const stated = String(schedule ?? '').trim();
  return /^\d+$/.test(stated) ? Number(stated) : scheduleHours(stated) / 24;
}
