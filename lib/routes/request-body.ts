import { Token } from 'aws-cdk-lib';
import { JsonObject, OpenPlace } from '../schema/private/json-schema';
import { translateBodySchema } from '../schema/private/json-schema-translation';
import { UnenforcedAcceptance } from '../schema/unenforced-acceptance';
import { checkReason } from '../shared/check-reason';
import { checkType, checkTypes, listOf, NUMBER, OBJECT, optional, Shape, TEXT } from '../shared/check-types';
import { checkLiteral, checkLiterals, shown } from '../shared/literals';
import { ANY_JSON, JSON_MEDIA_TYPE, JSON_TYPE } from './private/media-type';
import { RequestBodyState } from './private/request-body-state';

/**
 * Limits of a JSON body.
 */
export interface JsonBodyOptions {
  /**
   * Most bytes of the body; a longer one is refused with 413 by the web ACL. At most 65,536, the widest window that AWS WAF inspects.
   *
   * @default 8192
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html
   */
  readonly maxBytes?: number;

  /**
   * JSON media types that the route takes: as they stand here, in lower case, alone or with `; charset=utf-8`. Whatever else is refused with 415,
   * a body without a type too.
   *
   * @default ['application/json']
   */
  readonly contentTypes?: string[];

  /**
   * Rules of the schema that API Gateway does not enforce and that something else enforces.
   *
   * @default - none: such a rule is an error
   */
  readonly acceptUnenforced?: UnenforcedAcceptance[];
}

/** What AWS WAF inspects on API Gateway without an extra charge is 16 KB; half of it is plenty for most JSON. */
const DEFAULT_MAX_BYTES = 8 * 1024;
/** The widest window that AWS WAF can inspect on API Gateway: a limit above it could not be held to. */
const WIDEST_INSPECTION_WINDOW = 64 * 1024;

const JSON_SHAPE: Shape = { maxBytes: optional(NUMBER), contentTypes: optional(listOf(TEXT)), acceptUnenforced: optional(listOf(OBJECT)) };

/**
 * What the body of a request must look like.
 */
export class RequestBody {
  /**
   * A JSON body, validated by API Gateway against a schema. A request without a body is validated too, and refused where the schema asks for
   * anything.
   *
   * An object schema that says nothing of `additionalProperties` is closed, so that no member reaches the backend
   * that the route does not name (mass assignment).
   *
   * **From Python, Java and Go**: a member of a map without a value (`None`, `null`, `nil`) is gone before this method sees it, `const` too, and in
   * a list it is an error: say `nullable`, or take `jsonText`. A date is its text, and a number is the language's own (Python's `Decimal` and
   * `date`, and Go's `big.Float`, don't get here as what they are).
   *
   * @param schema JSON schema of draft 4; `nullable`, `const`, numeric `exclusiveMinimum` and the like are translated
   * @throws where the schema has a rule that API Gateway would ignore and nobody accepted
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
   */
  public static json(schema: { [key: string]: unknown }, options: JsonBodyOptions = {}): RequestBody {
    checkType('schema', schema, { ...OBJECT, what: 'a JSON schema object' });
    checkTypes('options', options, JSON_SHAPE);
    const contentTypes = options.contentTypes ?? [JSON_TYPE];
    checkLiterals('contentTypes', contentTypes, "['application/json']");
    const types = lowerCase(contentTypes);
    for (const contentType of types) {
      if (!JSON_MEDIA_TYPE.test(contentType)) {
        throw new Error(`\`contentTypes\` of a JSON body must be "application/json" or end in "+json", got ${shown(contentType)}`);
      }
    }
    const translation = translateBodySchema(schema, options.acceptUnenforced ?? []);
    return new RequestBody({
      kind: 'json',
      contentTypes: types,
      schemas: Object.fromEntries(types.map((contentType) => [contentType, translation.schema])),
      definitions: translation.definitions,
      maxBytes: checkMaxBytes(options.maxBytes ?? DEFAULT_MAX_BYTES),
      required: true,
      openPlaces: translation.openPlaces,
      reason: acceptedReasons(options.acceptUnenforced),
    });
  }

  /**
   * The same with the schema as JSON text, for languages that have no `null` in a map or a list, such as Python's `None` in an `enum`.
   *
   * @param schema JSON schema of draft 4 as text
   * @throws where the text is no JSON, and as `json` does
   */
  public static jsonText(schema: string, options: JsonBodyOptions = {}): RequestBody {
    checkLiteral('schema', schema, '\'{"type":"object"}\'');
    let parsed: unknown;
    try {
      parsed = JSON.parse(schema);
    } catch (error) {
      throw new Error(`\`schema\` must be JSON text, got ${shown(schema)}: ${(error as Error).message}`);
    }
    return RequestBody.json(parsed as { [key: string]: unknown }, options);
  }

  /**
   * An upload. Nothing looks inside: only type and size are held to.
   *
   * API Gateway handles a type as binary for the whole API, so it can be none that another route takes as text.
   *
   * @param contentTypes media types taken, such as `image/png`; any other is refused with 415
   * @param maxBytes most bytes; at most 65,536, the widest window that AWS WAF inspects. Larger files belong in a presigned Amazon S3 upload
   * @param reason why an unvalidated body is right here: a sentence, shown in the posture report
   * @throws where the reason is not a sentence, the limit is out of range, or a type is JSON
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
   */
  public static binary(contentTypes: string[], maxBytes: number, reason: string): RequestBody {
    return RequestBody.unvalidated('binary', contentTypes, maxBytes, reason);
  }

  /**
   * A form, XML or other text that API Gateway can't validate. Only type and size are held to; the backend validates.
   *
   * @param contentTypes media types taken, such as `application/xml`; any other is refused with 415
   * @param maxBytes most bytes; at most 65,536, the widest window that AWS WAF inspects
   * @param reason who validates the body instead: a sentence, shown in the posture report
   * @throws where the reason is not a sentence, or the limit is out of range
   */
  public static unchecked(contentTypes: string[], maxBytes: number, reason: string): RequestBody {
    return RequestBody.unvalidated('unchecked', contentTypes, maxBytes, reason);
  }

  /** No body: a request with one is refused with 413. */
  public static none(): RequestBody {
    return new RequestBody({ kind: 'none', contentTypes: [], maxBytes: 0, required: false });
  }

  /**
   * For imports, whose schemas are translated and named by the document.
   * @internal
   */
  public static _imported(state: RequestBodyState): RequestBody {
    return new RequestBody(state);
  }

  private static unvalidated(kind: 'binary' | 'unchecked', contentTypes: string[], maxBytes: number, reason: string): RequestBody {
    checkLiterals('contentTypes', contentTypes, kind === 'binary' ? "['image/png']" : "['application/xml']");
    for (const contentType of contentTypes) {
      if (!/^[\w.+-]+\/[\w.+-]+$/.test(contentType)) {
        throw new Error(`\`contentTypes\` must be media types without parameters or wildcards, got ${shown(contentType)}; right would be 'image/png'`);
      }
    }
    const types = lowerCase(contentTypes);
    const json = types.find((type) => ANY_JSON.test(type));
    if (kind === 'binary' && json !== undefined) {
      // Binary types hold for the whole API: no schema of any route would see its JSON as it is.
      throw new Error(`\`contentTypes\` of a binary body must not be JSON, got ${shown(json)}; right would be RequestBody.json, or 'application/octet-stream'`);
    }
    return new RequestBody({
      kind,
      contentTypes: types,
      maxBytes: checkMaxBytes(maxBytes),
      required: true,
      reason: checkReason('reason', reason),
    });
  }

  /** @internal */
  public readonly _kind: 'json' | 'binary' | 'unchecked' | 'none';
  /** Media types without parameters, in lower case. @internal */
  public readonly _contentTypes: string[];
  /** Schema by media type; only JSON types have one. @internal */
  public readonly _schemas: { readonly [contentType: string]: JsonObject };
  /** Schemas that `_schemas` refer to as `#/components/schemas/<name>`. @internal */
  public readonly _definitions: { readonly [name: string]: JsonObject };
  /** @internal */
  public readonly _maxBytes: number;
  /**
   * Whether nobody may leave the body out. API Gateway validates an absent JSON body as well (recorded: validate-no-body-json-type,
   * validate-ref-no-body), so what a document calls optional is none where the route takes application/json.
   * @internal
   */
  public readonly _required: boolean;
  /** @internal */
  public readonly _openPlaces: OpenPlace[];
  /** @internal */
  public readonly _reason?: string;
  /** Why the route takes compressed bodies, if it does. @internal */
  public readonly _encodingReason?: string;

  private constructor(private readonly state: RequestBodyState) {
    this._kind = state.kind;
    this._contentTypes = state.contentTypes;
    this._schemas = state.schemas ?? {};
    this._definitions = state.definitions ?? {};
    this._maxBytes = state.maxBytes;
    this._required = state.required || state.contentTypes.includes(JSON_TYPE);
    this._openPlaces = state.openPlaces ?? [];
    this._reason = state.reason;
    this._encodingReason = state.encodingReason;
  }

  /**
   * The same body, which may come compressed (`Content-Encoding: gzip` or `deflate`). The web ACL measures and searches it as it was sent,
   * API Gateway unpacks it: size limit and managed rules see nothing of what the target gets, and whether the validator does is not documented.
   *
   * @param reason why clients compress it, and what holds unpacked bodies to a size: a sentence, shown in the posture report
   * @throws where the reason is not a sentence, or the route has no body
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
   */
  public withContentEncoding(reason: string): RequestBody {
    if (this._kind === 'none') {
      throw new Error('`withContentEncoding(reason)` must stand on a body, got RequestBody.none()');
    }
    return new RequestBody({ ...this.state, encodingReason: checkReason('withContentEncoding(reason)', reason) });
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): string {
    switch (this._kind) {
      case 'none': return 'no body';
      case 'json': return `json schema, ${this._maxBytes} bytes`;
      default: return `${this._contentTypes.join('|')} unchecked, ${this._maxBytes} bytes`;
    }
  }
}

function lowerCase(contentTypes: string[]): string[] {
  return [...new Set(contentTypes.map((contentType) => contentType.toLowerCase()))];
}

function acceptedReasons(accepted: UnenforcedAcceptance[] | undefined): string | undefined {
  return accepted?.map((acceptance) => `${acceptance.keyword}: ${acceptance.reason}`).join('; ');
}

function checkMaxBytes(maxBytes: number): number {
  if (Token.isUnresolved(maxBytes)) {
    throw new Error('`maxBytes` must be known at synth time, got a token');
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > WIDEST_INSPECTION_WINDOW) {
    throw new Error(`\`maxBytes\` must be a whole number from 1 to ${WIDEST_INSPECTION_WINDOW}, the widest window that AWS WAF inspects, got ${shown(maxBytes)}; ` +
      'for larger bodies let the client upload to a presigned Amazon S3 URL');
  }
  return maxBytes;
}
