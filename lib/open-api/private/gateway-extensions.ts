import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue, UnenforcedRule } from '../../schema/private/json-schema';
import { isObject } from '../../schema/private/json-schema-keywords';
import { DocumentReader, Located } from './document-reader';
import { DocumentOperation } from './operations';

/**
 * Extensions that a document written for API Gateway has, and what of them an import would lose.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
const PREFIX = 'x-amazon-apigateway-';

/** Read elsewhere (access, operations), or of no consequence for requests. */
const READ_OR_HARMLESS = new Set(['any-method', 'auth', 'authorizer', 'authtype', 'documentation', 'importexport-version', 'request-validators']);

/** What says the same in this library's words. A name that is missing here has no counterpart. */
const COUNTERPARTS: { readonly [extension: string]: string } = {
  'api-key-source': 'keys come in the header x-api-key, from `addConsumer`',
  'binary-media-types': '`bodies: { operation: RequestBody.binary([...], maxBytes, reason) }`',
  'cors': 'the API\'s property `cors`',
  'endpoint-configuration': 'the API\'s property `domain`, `edge` or `privateEndpoints`, each of which closes the other doors',
  'gateway-responses': 'the library has its own, which tell a caller nothing of what is inside',
  'integration': '`targets`, with `RouteTarget.awsService` for mapping templates',
  'policy': '`firewall.allowedIps`, `firewall.blockedIps`, or `privateEndpoints`',
  'request-validator': 'every route validates parameters and body',
  'request-validators': 'every route validates parameters and body',
  'tag-value': '`Tags.of(api).add(name, value)`',
};

/** Members of a proxy integration that the target replaces: where it goes, and with whose permission. */
const REPLACED_BY_TARGET = new Set(['type', 'uri', 'httpMethod', 'credentials', 'passthroughBehavior', 'payloadFormatVersion', 'connectionType', 'responses']);
/** The value of `credentials` that calls the backend as whoever calls the API. */
const CALLERS_IDENTITY = /:user\/\*$/;
/** What API Gateway waits where nothing is said, as the library does too. */
const DEFAULT_TIMEOUT_MILLIS = 29_000;

/** Values whose members are data and no part of the document: an example may well have a member with an extension's name. */
const DATA = new Set(['const', 'default', 'enum', 'example', 'examples']);

/** Whether a rule is an extension that the import does not take over. */
export function isGatewayExtension(rule: UnenforcedRule): boolean {
  return rule.keyword.startsWith(PREFIX);
}

/** What says the same in this library's words, for the error. */
export function counterpartOf({ keyword }: UnenforcedRule): string | undefined {
  const [name] = keyword.slice(PREFIX.length).split(':');
  return Object.prototype.hasOwnProperty.call(COUNTERPARTS, name) ? COUNTERPARTS[name] : undefined;
}

/**
 * Lists what of a document's extensions is not taken over. Those of operations that do not become routes are left out.
 *
 * @param operations operations that become routes
 * @param binaryTypes media types that some route takes as they are
 */
export function lostExtensions(
  root: JsonObject, reader: DocumentReader, operations: DocumentOperation[], binaryTypes: ReadonlySet<string>,
): UnenforcedRule[] {
  const lost = new Map<string, UnenforcedRule>();
  const add = (rule: UnenforcedRule): void => {
    lost.set(`${rule.keyword} ${rule.pointer}`, rule);
  };
  const walk = (value: JsonValue, pointer: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => walk(item, pointerTo(pointer, index)));
      return;
    }
    if (!isObject(value)) {
      return;
    }
    for (const [key, member] of Object.entries(value)) {
      const at = pointerTo(pointer, key);
      if (key.startsWith(PREFIX)) {
        read(key, member, at).forEach(add);
      } else if (!DATA.has(key)) {
        walk(member, at);
      }
    }
  };
  const validators = isObject(root[`${PREFIX}request-validators`]) ? root[`${PREFIX}request-validators`] as JsonObject : {};

  const { paths, components, ...rest } = root;
  walk(rest, '#');
  walk(components ?? {}, '#/components');
  const items = new Map(operations.map(({ pathItem }) => [pathItem.pointer, pathItem]));
  for (const { value, pointer } of items.values()) {
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith(PREFIX) && key !== `${PREFIX}any-method`) {
        read(key, member, pointerTo(pointer, key)).forEach(add);
      }
    }
  }
  for (const { value, pointer } of new Map(operations.map((operation) => [operation.pointer, operation])).values()) {
    walk(value, pointer);
  }
  return [...lost.values()];

  function read(key: string, value: JsonValue, pointer: string): UnenforcedRule[] {
    const name = key.slice(PREFIX.length);
    if (READ_OR_HARMLESS.has(name) || value === null || (isObject(value) && Object.keys(value).length === 0)) {
      return [];
    }
    switch (name) {
      case 'api-key-source':
        return String(value).toUpperCase() === 'HEADER' ? [] : [{ keyword: `${key}: ${String(value)}`, pointer }];
      case 'request-validator': {
        // That of the document holds for operations without their own.
        const unused = pointer === `#/${key}` && operations.every((operation) => operation.value[key] !== undefined);
        return unused || isAsStrict(typeof value === 'string' ? validators[value] : undefined) ? [] : [{ keyword: key, pointer }];
      }
      case 'binary-media-types': {
        const types = Array.isArray(value) ? value.map((type) => String(type).toLowerCase()) : [String(value)];
        return types.filter((type) => !binaryTypes.has(type)).map((type) => ({ keyword: `${key}: ${type}`, pointer }));
      }
      case 'integration': {
        const located = reader.object(value, pointer);
        return located ? lostOfIntegration(key, located) : [{ keyword: key, pointer }];
      }
      default:
        return [{ keyword: key, pointer }];
    }
  }
}

/** Whether a validator of the document checks what every route of ours checks. */
function isAsStrict(validator: JsonValue | undefined): boolean {
  return isObject(validator) && validator.validateRequestBody === true && validator.validateRequestParameters === true;
}

/** A proxy hands request and answer over as they are, so a target says all of it; what changes one of them is lost. */
function lostOfIntegration(key: string, { value, pointer }: Located): UnenforcedRule[] {
  const lost = Object.entries(value)
    .filter(([member, content]) => !REPLACED_BY_TARGET.has(member) && !(member === 'timeoutInMillis' && content === DEFAULT_TIMEOUT_MILLIS))
    .filter(([, content]) => !(isObject(content) && Object.keys(content).length === 0))
    .map(([member]) => ({ keyword: `${key}: ${member}`, pointer: pointerTo(pointer, member) }));
  const type = String(value.type).toLowerCase();
  if (type !== 'aws_proxy' && type !== 'http_proxy') {
    lost.push({ keyword: `${key}: type ${type}`, pointer: pointerTo(pointer, 'type') });
  }
  if (typeof value.credentials === 'string' && CALLERS_IDENTITY.test(value.credentials)) {
    lost.push({ keyword: `${key}: credentials of the caller`, pointer: pointerTo(pointer, 'credentials') });
  }
  if (typeof value.connectionType === 'string' && value.connectionType.toUpperCase() !== 'INTERNET') {
    lost.push({ keyword: `${key}: connectionType ${value.connectionType}`, pointer: pointerTo(pointer, 'connectionType') });
  }
  for (const [status, response] of Object.entries(isObject(value.responses) ? value.responses : {})) {
    for (const member of Object.keys(isObject(response) ? response : {}).filter((name) => name !== 'statusCode')) {
      lost.push({ keyword: `${key}: responses ${member}`, pointer: pointerTo(pointerTo(pointerTo(pointer, 'responses'), status), member) });
    }
  }
  return lost;
}
