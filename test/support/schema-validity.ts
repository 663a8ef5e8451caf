import Ajv, { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import AjvDraft04 from 'ajv-draft-04';
import { UnenforcedAcceptance } from '../../lib';
import { valueAt } from '../../lib/schema/private/json-pointer';
import { JsonObject } from '../../lib/schema/private/json-schema';
import { translateBodySchema } from '../../lib/schema/private/json-schema-translation';
import { SchemaTranslator } from '../../lib/schema/private/schema-translator';

/** Reported, since API Gateway is documented to leave them out, and written all the same. */
const KEPT = ['minItems', 'maxItems', 'uniqueItems'];

type Schema = { [key: string]: unknown };

const OPTIONS = { strict: false, validateFormats: false, logger: false, unicodeRegExp: false } as const;

/** What the author's schema accepts, by the rules of draft 2020-12 (or 7, where a boolean `exclusiveMinimum` is not used). */
export function originalValidator(schema: Schema): ValidateFunction {
  return new Ajv2020(OPTIONS).compile(schema);
}

/** As above, for schemas with the list form of `items`. */
export function draft7Validator(schema: Schema): ValidateFunction {
  return new Ajv(OPTIONS).compile(schema);
}

/** Keywords of the rules that the translation reports, without those that it keeps all the same. */
export function unenforcedBy(schema: Schema): string[] {
  const translator = new SchemaTranslator({
    closeObjects: 'always',
    acceptsReadOnly: () => false,
    resolve: (reference) => valueAt(schema as JsonObject, reference),
    nameOf: (reference, variant) => `${reference}${variant}`,
  });
  return translator.translateBody(schema as JsonObject, '#').unenforced.map(({ keyword }) => keyword).filter((keyword) => !KEPT.includes(keyword));
}

/** What API Gateway is given: JSON schema draft 4, with the definitions where the document will have them. */
export function translatedValidator(schema: Schema, accepted: string[] = []): ValidateFunction {
  const acceptUnenforced: UnenforcedAcceptance[] = accepted.map((keyword) => ({ keyword, reason: 'The test looks at other rules' }));
  const { schema: translated, definitions } = translateBodySchema(schema, acceptUnenforced);
  return new AjvDraft04(OPTIONS).compile({ ...translated, components: { schemas: definitions } });
}
