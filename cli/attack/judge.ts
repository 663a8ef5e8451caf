import { LayerName } from '../../local/types';
import { Attack } from './attacks';
import { AttackAnswer } from './send';

/** What became of an attack: `elsewhere` is refused by another layer than the one that was meant, so nothing is said of that one. */
export type Outcome = 'held' | 'elsewhere' | 'through' | 'wrongly refused' | 'not proven';

/** One line of the table. */
export interface Judged {
  readonly attack: Attack;
  readonly status: number | undefined;
  readonly layer: LayerName | 'target' | 'unknown';
  /** Whether the layer was told, or is guessed from the answer. */
  readonly isGuess: boolean;
  readonly outcome: Outcome;
}

const REFUSALS = new Set([400, 401, 403, 405, 413, 414, 415, 429, 431]);

/** Compares an answer with what is expected. */
export function judge(attack: Attack, answer: AttackAnswer | undefined): Judged {
  if (!answer) {
    return { attack, status: undefined, layer: 'unknown', isGuess: true, outcome: 'not proven' };
  }
  const told = toldLayer(answer.explained);
  const layer = told ?? guessedLayer(answer);
  return { attack, status: answer.status, layer, isGuess: told === undefined, outcome: outcomeOf(attack, answer.status, layer) };
}

function outcomeOf({ expected, request }: Attack, status: number, layer: Judged['layer']): Outcome {
  const isRefused = layer !== 'target' && REFUSALS.has(status);
  if (expected === 'passes') {
    const lacks = !request.headers.some(([name]) => name === 'Authorization' || name === 'x-api-key');
    // Whose token or key it is decides these two; what a good one may do is not known here.
    const isOwn = layer === 'authorizer' || layer === 'API key' || layer === 'usage plan' || (lacks && (status === 401 || status === 403));
    return !isRefused ? (status >= 500 ? 'not proven' : 'held') : isOwn || status === 429 ? 'not proven' : 'wrongly refused';
  }
  if (status === 429) {
    return 'not proven';
  }
  if (!isRefused) {
    // An authorizer or a gateway that fails lets nobody in, but that is no answer to be content with.
    return status >= 500 && layer !== 'target' ? 'not proven' : 'through';
  }
  return layer === 'unknown' || expected.includes(layer as LayerName) ? 'held' : 'elsewhere';
}

/** `web ACL: refused, …`: the first layer that did not let it pass. */
function toldLayer(lines: readonly string[]): Judged['layer'] | undefined {
  const line = lines.find((text) => /^[A-Za-z ]+: (?:refused|answered),/.test(text));
  const [, layer, decision] = /^([A-Za-z ]+): (refused|answered),/.exec(line ?? '') ?? [];
  if (layer === undefined) {
    return undefined;
  }
  return decision === 'answered' ? 'target' : layer as LayerName;
}

/**
 * Which layer an answer is from: gateway and CloudFront say so in headers, a web ACL's own answers have none of these.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
function guessedLayer({ status, headers }: AttackAnswer): Judged['layer'] {
  const type = String(headers['x-amzn-errortype'] ?? '');
  const byType: { readonly [name: string]: LayerName } = {
    MissingAuthenticationTokenException: 'route',
    UnauthorizedException: 'authorizer',
    AccessDeniedException: 'authorizer',
    ForbiddenException: 'API key',
    BadRequestException: 'validator',
    LimitExceededException: 'usage plan',
    TooManyRequestsException: 'usage plan',
    UnsupportedMediaTypeException: 'integration',
  };
  if (Object.hasOwn(byType, type)) {
    return byType[type];
  }
  if (/FunctionGeneratedResponse|Error from cloudfront/.test(String(headers['x-cache'] ?? '')) && type === '' && headers['x-amz-apigw-id'] === undefined) {
    return status >= 500 ? 'unknown' : 'edge';
  }
  if (REFUSALS.has(status) && status !== 429) {
    return 'web ACL';
  }
  return status >= 500 ? 'unknown' : 'target';
}
