import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, findings, NagRule } from './private/nag-rule';
import { dereference, documentOf, operationsOf } from './private/operations';
import { resourceOf } from './private/resources';
import { isObject, listOf, objectOf, oneOrMany, parsedJson, TemplateObject, text } from './private/values';

/** @see https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html */
export const closedModels: NagRule = {
  id: 'SRA13',
  level: NagMessageLevel.WARN,
  info: 'The model of the body is open: a value may have any type, an object takes further properties, or a string or an array has no greatest length.',
  explanation: 'A client can set members that nobody meant it to (mass assignment), or send values as large as the payload limit. '
    + 'Set type, additionalProperties to false, maxLength (or enum) and maxItems.',
  check(node) {
    if (node.cfnResourceType === 'AWS::ApiGateway::Model') {
      const schema = objectOf(parsedJson(resourceOf(node).properties.Schema));
      return compliance(!new OpenSchemas(schema).isOpen(schema));
    }
    const document = documentOf(node);
    if (!document) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const schemas = new OpenSchemas(document);
    return findings((operationsOf(node) ?? [])
      .filter((operation) => [...operation.models.values()].some((schema) => schemas.isOpen(schema)))
      .map((operation) => operation.name));
  },
};

/** Which schemas of a document are open; each is looked at once, however many operations share it. */
class OpenSchemas {
  private readonly known = new Map<unknown, boolean>();

  public constructor(private readonly document: TemplateObject) {}

  public isOpen(value: unknown): boolean {
    if (isForeignReference(value)) {
      return false;
    }
    const schema = dereference(this.document, value);
    const known = this.known.get(schema);
    if (known !== undefined) {
      return known;
    }
    // A schema that holds itself is as open as the rest of it.
    this.known.set(schema, false);
    const open = isObject(schema) ? this.isOpenObject(schema) : schema !== false;
    this.known.set(schema, open);
    return open;
  }

  private isOpenObject(schema: TemplateObject): boolean {
    if (schema.enum !== undefined || schema.const !== undefined || isNothing(schema)) {
      return false;
    }
    if (!this.statesType(schema, new Set())) {
      // What is said of members holds for objects only: a text or an array passes.
      return true;
    }
    const types = oneOrMany(schema.type);
    const parts = listOf(schema.allOf);
    const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
    if (types.length === 0 && schema.properties === undefined && schema.items === undefined) {
      // One closed part closes the whole, since a value has to fit every part; of the choices it has to fit one only.
      return !parts.some((part) => !this.isOpen(part)) && !(choices.length > 0 && choices.every((choice) => !this.isOpen(choice)));
    }
    return (types.includes('object') || schema.properties !== undefined) && this.isOpenMembers(schema)
      || (types.includes('array') || schema.items !== undefined) && (schema.maxItems === undefined || this.isOpen(schema.items))
      || types.includes('string') && schema.maxLength === undefined && !isBounded(schema.pattern)
      || [...parts, ...choices].some((branch) => this.isOpenPart(branch));
  }

  /** Whether a schema, or what applies to the same value, says of which type the value is. */
  private statesType(value: unknown, seen: Set<unknown>): boolean {
    const schema = dereference(this.document, value);
    if (!isObject(schema) || seen.has(schema)) {
      return schema === false;
    }
    seen.add(schema);
    const choices = [schema.anyOf, schema.oneOf].map(listOf).filter((list) => list.length > 0);
    return oneOrMany(schema.type).length > 0 || schema.enum !== undefined || schema.const !== undefined || isNothing(schema)
      || isForeignReference(schema)
      || listOf(schema.allOf).some((part) => isForeignReference(part) || this.statesType(part, seen))
      || choices.some((list) => list.every((choice) => isForeignReference(choice) || this.statesType(choice, new Set(seen))));
  }

  private isOpenMembers(schema: TemplateObject): boolean {
    const { additionalProperties } = schema;
    const further = additionalProperties === undefined || additionalProperties === true
      || isObject(additionalProperties) && this.isOpen(additionalProperties);
    return further || Object.values(objectOf(schema.properties)).some((member) => this.isOpen(member));
  }

  /** Beside keywords of its own, a schema's parts may say only what they add (`required`, say). */
  private isOpenPart(value: unknown): boolean {
    const part = objectOf(dereference(this.document, value));
    return Object.values(objectOf(part.properties)).some((member) => this.isOpen(member));
  }
}

/** A reference to an AWS::ApiGateway::Model, by its URL: it is checked where that model is. */
function isForeignReference(value: unknown): boolean {
  const { $ref: reference } = objectOf(value);
  return reference !== undefined && !text(reference).startsWith('#');
}

/** A schema that no value fits, such as that of a member that must not be sent. */
function isNothing(schema: TemplateObject): boolean {
  return isObject(schema.not) && Object.keys(schema.not).length === 0;
}

/** Whether a pattern holds the whole value and repeats nothing without end. */
function isBounded(pattern: unknown): boolean {
  return typeof pattern === 'string' && /^\^.*\$$/s.test(pattern)
    && !/[|*+]|\{\d+,\}/.test(pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '.'));
}
