import { HttpMethod } from '../../routes/http-method';
import { RequestBody } from '../../routes/request-body';
import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from '../../schema/private/json-schema';
import { isDescriptive, isObject } from '../../schema/private/json-schema-keywords';
import { ModelNames } from '../../schema/private/model-names';
import { BodyTranslation, SchemaTranslator } from '../../schema/private/schema-translator';
import { OpenApiImportOptions } from '../open-api-import-options';
import { DocumentReader } from './document-reader';
import { DocumentOperation } from './operations';
import { ImportProblems } from './problems';

/** A body of the document, and what is not held to. */
export interface ImportedBody {
  /** Completed when all bodies are read, since they share their definitions. */
  readonly body: (definitions: { readonly [name: string]: JsonObject }, reason: string | undefined) => RequestBody;
  readonly unenforced: UnenforcedRule[];
  /** Why the body is held to more than the document says. */
  readonly notes?: string[];
}

/** As for bodies written by hand: half of what AWS WAF inspects on API Gateway without an extra charge. */
const DEFAULT_MAX_BYTES = 8 * 1024;
/** The widest window that AWS WAF inspects: https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html */
const WIDEST_INSPECTION_WINDOW = 64 * 1024;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json$/;
const BINARY_TYPE = /^(image|audio|video|font)\/|^application\/(octet-stream|pdf|zip|gzip|x-tar|x-gzip)$/;

/** Reads the bodies of a document. Schemas that several of them refer to are translated once. */
export class BodyReader {
  private readonly translator: SchemaTranslator;
  private readonly omitted: Set<string>;

  public constructor(
    private readonly reader: DocumentReader, private readonly options: OpenApiImportOptions, private readonly problems: ImportProblems,
    accepts: (rule: UnenforcedRule) => boolean,
  ) {
    const names = new ModelNames();
    this.omitted = new Set((options.omitContentTypes ?? []).map(mediaType));
    this.translator = new SchemaTranslator({
      closeObjects: options.bodyDefaults?.closeObjects ? 'declared' : 'never',
      closeStatedOpen: options.bodyDefaults?.closeStatedOpen,
      maxStringLength: options.bodyDefaults?.maxStringLength,
      maxItems: options.bodyDefaults?.maxItems,
      acceptsReadOnly: (pointer) => accepts({ pointer, keyword: 'readOnly' }),
      resolve: (reference) => reader.resolve(reference),
      nameOf: (reference, variant) => names.nameOf(reference, variant),
    });
  }

  /** Schemas that the bodies refer to: those of the document that some body needs, and no others. */
  public get definitions(): { readonly [name: string]: JsonObject } {
    return this.translator.definitions;
  }

  public read(operation: DocumentOperation): ImportedBody {
    const located = this.reader.object(operation.value.requestBody, pointerTo(operation.pointer, 'requestBody'));
    const content = located && isObject(located.value.content) ? located.value.content : {};
    // Some documents have `examples` beside the media types.
    const offered = Object.entries(content).filter(([type]) => !isDescriptive(type));
    if (!located || offered.length === 0) {
      return { body: () => RequestBody.none(), unenforced: [] };
    }
    if (operation.method === HttpMethod.GET || operation.method === HttpMethod.HEAD) {
      // RFC 9110, 9.3.1: content in a GET has no meaning. Accepted, the route takes none.
      return { body: () => RequestBody.none(), unenforced: [{ pointer: located.pointer, keyword: `body on ${operation.method}` }] };
    }
    const taken = offered.filter(([type]) => !this.omitted.has(mediaType(type)));
    return this.readContent(taken.length > 0 ? taken : offered, located.pointer, located.value.required === true);
  }

  private readContent(content: Array<[string, JsonObject[string]]>, pointer: string, required: boolean): ImportedBody {
    const unenforced: UnenforcedRule[] = [];
    const schemas = new Map<string, JsonObject>();
    const unchecked: string[] = [];
    const places = new Map<string, OpenPlace>();
    for (const [type, value] of content) {
      const at = pointerTo(pointerTo(pointer, 'content'), type);
      const media = mediaType(type);
      const wildcard = media.includes('*');
      if (wildcard) {
        // A model of API Gateway is for one content type. Accepted, the wildcard means JSON: less than the document lets in.
        unenforced.push({ pointer: at, keyword: media });
      }
      if (JSON_TYPE.test(media) || (wildcard && !content.some(([other]) => JSON_TYPE.test(mediaType(other))))) {
        const located = this.reader.object(value, at);
        const translation = this.translate(located?.value.schema ?? {}, pointerTo(located?.pointer ?? at, 'schema'));
        if (!translation) {
          continue;
        }
        schemas.set(wildcard ? 'application/json' : media, translation.schema);
        unenforced.push(...translation.unenforced);
        translation.openPlaces.forEach((place) => places.set(`${place.kind} ${place.pointer}`, place));
      } else if (!wildcard) {
        unenforced.push({ pointer: at, keyword: media });
        unchecked.push(media);
      }
    }
    const contentTypes = [...new Set([...schemas.keys(), ...unchecked])];
    const kind = schemas.size > 0 ? 'json' : unchecked.every((type) => BINARY_TYPE.test(type)) ? 'binary' : 'unchecked';
    const maxBytes = kind === 'json' ? this.options.bodyDefaults?.maxBytes ?? DEFAULT_MAX_BYTES : WIDEST_INSPECTION_WINDOW;
    const { bodyDefaults } = this.options;
    return {
      unenforced,
      notes: bodyDefaults && schemas.size > 0 ? [`bodyDefaults: ${bodyDefaults.reason}`] : [],
      body: (definitions, reason) => RequestBody._imported({
        kind,
        contentTypes,
        maxBytes,
        required,
        reason,
        openPlaces: [...places.values()],
        schemas: Object.fromEntries(schemas),
        definitions: schemas.size > 0 ? definitions : {},
      }),
    };
  }

  /** What is wrong with one body must not hide what is wrong with the next. */
  private translate(schema: JsonValue, pointer: string): BodyTranslation | undefined {
    try {
      return this.translator.translateBody(schema, pointer);
    } catch (error) {
      this.problems.add('bodies that can\'t be translated', (error as Error).message);
      return undefined;
    }
  }
}

/** The body of a route that stands for two operations: it takes what either of them takes. */
export function eitherBody(left: RequestBody, right: RequestBody): RequestBody {
  if (left._kind === 'none' && right._kind === 'none') {
    return left;
  }
  const contentTypes = [...new Set([...left._contentTypes, ...right._contentTypes])];
  const schemas = contentTypes.flatMap((type): Array<[string, JsonObject]> => {
    const found = [left, right].filter((body) => body._contentTypes.includes(type)).map((body) => body._schemas[type]);
    const distinct = [...new Map(found.map((schema) => [JSON.stringify(schema), schema])).values()];
    // A type that one of the two takes unchecked has no schema to hold to.
    return found.some((schema) => schema === undefined) ? [] : [[type, distinct.length === 1 ? distinct[0] : { anyOf: distinct }]];
  });
  return RequestBody._imported({
    kind: schemas.length > 0 ? 'json' : left._kind === 'binary' && right._kind === 'binary' ? 'binary' : 'unchecked',
    contentTypes,
    schemas: Object.fromEntries(schemas),
    definitions: { ...left._definitions, ...right._definitions },
    maxBytes: Math.max(left._maxBytes, right._maxBytes),
    required: left._required && right._required,
    openPlaces: [...left._openPlaces, ...right._openPlaces],
    reason: left._reason ?? right._reason,
  });
}

/** Media type without parameters, as the web ACL compares it. */
export function mediaType(type: string): string {
  return type.split(';')[0].trim().toLowerCase();
}

