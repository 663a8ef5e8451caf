/** A JSON value, as it stands in a document or a template. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** A rule of a schema that API Gateway would not enforce. */
export interface UnenforcedRule {
  /** JSON pointer of the keyword in the document, such as `#/components/schemas/Order/properties/sku/format`. */
  readonly pointer: string;
  /** Keyword that would be ignored, as the error groups it and `acceptUnenforced` names it, such as `discriminator` or `format: hostname`. */
  readonly keyword: string;
}

/** A place where a schema takes more than its author probably meant. No error, but listed in the posture. */
export interface OpenPlace {
  readonly pointer: string;
  readonly kind: 'open object' | 'unbounded string' | 'unbounded array' | 'untyped';
}

/** A schema in the dialect that API Gateway enforces, and what was lost or is open. */
export interface SchemaTranslation {
  readonly schema: JsonObject;
  /** Schemas that `schema` and they themselves refer to as `#/components/schemas/<name>`. */
  readonly definitions: { readonly [name: string]: JsonObject };
  readonly unenforced: UnenforcedRule[];
  readonly openPlaces: OpenPlace[];
}
