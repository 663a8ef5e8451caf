import type { SecretValue } from '../../lib/contracts/rotation';

/** Lengths that API Gateway takes: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const KEY_VALUE = /^[\x21-\x7e]{20,128}$/;

/** Text of a version with this key. */
export function secretText(apiKey: string): string {
  const value: SecretValue = { apiKey };
  return JSON.stringify(value);
}

/** The key in a version's text; `undefined` where the text holds no key that API Gateway would take. */
export function keyInSecret(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const apiKey = typeof value === 'object' && value !== null && 'apiKey' in value ? value.apiKey : undefined;
    return typeof apiKey === 'string' && KEY_VALUE.test(apiKey) ? apiKey : undefined;
  } catch {
    return undefined;
  }
}

/** The key in a secret from elsewhere: JSON with a member `apiKey`, or the bare text. */
export function keyFromElsewhere(text: string): string | undefined {
  return keyInSecret(text) ?? (KEY_VALUE.test(text.trim()) && !text.trim().startsWith('{') ? text.trim() : undefined);
}
