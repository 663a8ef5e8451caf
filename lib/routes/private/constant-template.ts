import { shown } from '../../shared/literals';
import { mapLiterals, replaceTokens } from '../../shared/token-text';

/** @throws unless the text is JSON, whatever its tokens stand for in a text or in place of a number */
export function checkConstant(body: string): void {
  try {
    JSON.parse(replaceTokens(body, '0'));
  } catch {
    throw new Error(`\`body\` of a mock must be JSON, got ${shown(body)}; right would be '{"status":"ok"}'`);
  }
}

/**
 * A mapping template that renders the text. `$` and `#` begin references and directives, which a constant answer has none of. What a token
 * stands for is known at the deployment only, and goes into the template as it is.
 */
export function constantTemplate(body: string): string {
  if (!/[$#]/.test(replaceTokens(body, ''))) {
    return body;
  }
  return `#set($dollar='$')#set($hash='#')${mapLiterals(body, (text) => text.replace(/[$#]/g, (sign) => (sign === '$' ? '${dollar}' : '${hash}')))}`;
}
