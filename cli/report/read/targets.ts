import { TemplateObject } from '../../../lib/checks/private/values';
import { shownText } from './values';

/** What an integration calls, in the posture's words: `lambda Function`, `http host`, `dynamodb PutItem`, `mock`. */
export function targetOf({ type, uri, httpMethod }: TemplateObject): string {
  const kind = shownText(type).toLowerCase();
  const address = shownText(uri);
  if (kind === 'mock' || kind === '') {
    return kind === '' ? 'none in the template' : 'mock';
  }
  if (kind === 'http' || kind === 'http_proxy') {
    return `http ${/^https?:\/\/([^/]+)/.exec(address)?.[1] ?? address}`;
  }
  const [, invoked] = /:lambda:path\/[^/]+\/functions\/(.+?)\/(?:response-streaming-)?invocations$/.exec(address) ?? [];
  if (invoked !== undefined || address.includes(':lambda:') || kind === 'aws_proxy' && httpMethod === undefined) {
    return `lambda ${nameOf(invoked ?? address)}`;
  }
  const [, service, call] = /^arn:[^:]+:apigateway:[^:]*:([^:]+):(?:action|path)\/(.*)$/.exec(address) ?? [];
  return service === undefined ? `${kind} ${address}` : `${service} ${call}`;
}

/** `<OrderFunction.Arn>` or an ARN: the function's name. */
function nameOf(arn: string): string {
  const [, logicalId] = /^<([^<>]+?)(?:\.Arn)?>$/.exec(arn) ?? [];
  return logicalId ?? /:function:(.+)$/.exec(arn)?.[1] ?? arn;
}
