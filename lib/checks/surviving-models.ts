import { LOST_IN_IMPORT, UNKNOWN_TO_DRAFT_4 } from '../shared/imported-keywords';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, findings, NagRule } from './private/nag-rule';
import { dereference, documentOf, operationsOf } from './private/operations';
import { resourceOf } from './private/resources';
import { isObject, isText, listOf, objectOf, parsedJson, TemplateObject } from './private/values';

/**
 * What API Gateway's import reads is OpenAPI 3.0, and what it makes is a model of JSON schema draft 4: of what one of them does not know nothing
 * is left.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export const survivingModels: NagRule = {
  id: 'SRA28',
  level: NagMessageLevel.ERROR,
  info: 'The model of the body has rules that the import drops: a list of types, patternProperties, const, if, a number as exclusiveMinimum, …',
  explanation: 'The document says that such a body is refused, and nobody refuses it. Write the rule in words of OpenAPI 3.0: anyOf in place of a list '
    + 'of types, an enum of one in place of const, exclusiveMinimum: true beside minimum, allOf in place of keywords beside a $ref.',
  check(node) {
    if (node.cfnResourceType === 'AWS::ApiGateway::Model') {
      const schema = parsedJson(resourceOf(node).properties.Schema);
      return compliance(!new Survivors(objectOf(schema), UNKNOWN_TO_DRAFT_4, false).loses(schema));
    }
    const document = documentOf(node);
    if (!document) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const survivors = new Survivors(document, LOST_IN_IMPORT, true);
    return findings((operationsOf(node) ?? [])
      .filter((operation) => [...operation.models.values()].some((schema) => survivors.loses(schema)))
      .map((operation) => operation.name));
  },
};

const SCHEMAS = ['items', 'not', 'additionalProperties'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];
const MAPS = ['properties'];
/** What may stand beside a reference and says nothing of values. */
const BESIDE_REFERENCE = /^(?:\$ref|\$comment|description|summary|title|example|examples|default|deprecated|xml|externalDocs|x-.*)$/;

/** Which schemas lose a rule; each is looked at once, however many operations share it. */
class Survivors {
  private readonly known = new Map<unknown, boolean>();

  public constructor(private readonly document: TemplateObject, private readonly lost: ReadonlySet<string>, private readonly imported: boolean) {}

  public loses(schema: unknown): boolean {
    if (!isObject(schema)) {
      return false;
    }
    const known = this.known.get(schema);
    if (known !== undefined) {
      return known;
    }
    // A schema that holds itself loses what the rest of it loses.
    this.known.set(schema, false);
    const loses = this.losesRule(schema) || this.partsOf(schema).some((part) => this.loses(part));
    this.known.set(schema, loses);
    return loses;
  }

  private losesRule(schema: TemplateObject): boolean {
    return Object.keys(schema).some((keyword) => this.lost.has(keyword))
      || ['exclusiveMinimum', 'exclusiveMaximum'].some((keyword) => typeof schema[keyword] === 'number')
      || isText(schema.$ref) && Object.keys(schema).some((keyword) => !BESIDE_REFERENCE.test(keyword))
      || this.imported && (Array.isArray(schema.type) || Array.isArray(schema.items));
  }

  private partsOf(schema: TemplateObject): unknown[] {
    return [
      ...isText(schema.$ref) ? [dereference(this.document, schema)] : [],
      ...SCHEMAS.flatMap((keyword) => Array.isArray(schema[keyword]) ? listOf(schema[keyword]) : [schema[keyword]]),
      ...LISTS.flatMap((keyword) => listOf(schema[keyword])),
      ...MAPS.flatMap((keyword) => Object.values(objectOf(schema[keyword]))),
    ];
  }
}
