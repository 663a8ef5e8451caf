import Ajv, { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import AjvDraft04 from 'ajv-draft-04';
import { UnenforcedAcceptance } from '../../lib';
import { translateBodySchema } from '../../lib/schema/private/json-schema-translation';

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

/** What API Gateway is given: JSON schema draft 4, with the definitions where the document will have them. */
export function translatedValidator(schema: Schema, accepted: string[] = []): ValidateFunction {
  const acceptUnenforced: UnenforcedAcceptance[] = accepted.map((keyword) => ({ keyword, reason: 'The test looks at other rules' }));
  const { schema: translated, definitions } = translateBodySchema(schema, acceptUnenforced);
  return new AjvDraft04(OPTIONS).compile({ ...translated, components: { schemas: definitions } });
}
