import { JsonObject, JsonValue } from './json-schema';
import { isObject } from './json-schema-keywords';
import { TypeReader } from './json-schema-types';
import { distinct } from './subjects/values';

/** Members of members that tell two schemas apart. */
const MAXIMUM_DEPTH = 4;

/** What a schema says of a value by itself: its own keywords, and those of what it refers to and consists of. */
interface Statements {
  readonly schemas: JsonObject[];
}

/** Finds out whether no value fits two schemas: those of a `oneOf` may then be narrowed without letting through what fitted both. */
export class DisjointnessReader {
  public constructor(private readonly typeReader: TypeReader, private readonly resolve: (reference: string) => JsonValue | undefined) {
  }

  /** Whether no value fits two of the schemas. False where it can't be seen. */
  public areDisjoint(schemas: JsonValue[]): boolean {
    return schemas.every((left, index) => schemas.slice(index + 1).every((right) => this.disjoint(left, right, 0)));
  }

  private disjoint(left: JsonValue | undefined, right: JsonValue | undefined, depth: number): boolean {
    const types = [...this.typeReader.typesOf(left)].filter((type) => this.typeReader.typesOf(right).has(type));
    if (types.length === 0) {
      return true;
    }
    const [first, second] = [left, right].map((schema) => this.statements(schema));
    const values = [first, second].map(listedValues);
    if (values[0] && values[1]) {
      return distinct([...values[0], ...values[1]]).length === values[0].length + values[1].length;
    }
    return types.every((type) => type === 'object') && depth < MAXIMUM_DEPTH
      && (this.disjointMembers(first, second, depth) || this.disjointMembers(second, first, depth));
  }

  /** Whether the first demands a member that the second forbids, or of which the second demands something else. */
  private disjointMembers(demanding: Statements, other: Statements, depth: number): boolean {
    const required = new Set(demanding.schemas.flatMap((schema) => (Array.isArray(schema.required) ? schema.required : [])));
    return [...required].filter((name): name is string => typeof name === 'string').some((name) => (
      membersOf(other, name).some((theirs) => this.disjoint(theirs, {}, depth + 1)
        || membersOf(demanding, name).some((ours) => this.disjoint(ours, theirs, depth + 1)))
    ));
  }

  private statements(schema: JsonValue | undefined): Statements {
    const schemas = new Set<JsonObject>();
    const collect = (part: JsonValue | undefined): void => {
      if (!isObject(part) || schemas.has(part)) {
        return;
      }
      schemas.add(part);
      (Array.isArray(part.allOf) ? part.allOf : []).forEach(collect);
      if (typeof part.$ref === 'string') {
        collect(this.resolve(part.$ref));
      }
    };
    collect(schema);
    return { schemas: [...schemas] };
  }
}

/** Schemas of a member; `false` where others than the named ones are refused. */
function membersOf({ schemas }: Statements, name: string): JsonValue[] {
  return schemas.flatMap((schema): JsonValue[] => {
    const properties = isObject(schema.properties) ? schema.properties : {};
    if (Object.prototype.hasOwnProperty.call(properties, name)) {
      return [properties[name]];
    }
    return schema.additionalProperties === false && schema.patternProperties === undefined ? [false] : [];
  });
}

/** The values that a schema lists, each once; nullable ones list null too. */
function listedValues({ schemas }: Statements): JsonValue[] | undefined {
  const lists = schemas.filter((schema) => schema.nullable !== true)
    .map((schema) => ('const' in schema ? [schema.const] : schema.enum)).filter((list): list is JsonValue[] => Array.isArray(list));
  return lists.length === 0 ? undefined : distinct(lists.reduce((best, list) => (list.length < best.length ? list : best)));
}
