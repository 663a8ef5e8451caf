import Ajv, { ValidateFunction } from 'ajv-draft-04';
import { listOf, LocalApi, LocalOperation } from '../api';
import { JsonMap } from '../assembly';
import { headerValue, queryParameters } from '../headers';
import { contentTypeOf } from '../integrations/templates';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';

/** Why a request is refused, or nothing. */
export type Verdict = { readonly error: 'BAD_REQUEST_PARAMETERS' | 'BAD_REQUEST_BODY'; readonly message: string } | undefined;

const VALIDATOR = 'x-amazon-apigateway-request-validator';

/**
 * Validates as API Gateway does, with its gaps: of a parameter only whether it is there, of a body only what its content type's model says.
 * What has no model for its type is let through.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class RequestValidator {
  private readonly models = new Map<JsonMap, ValidateFunction>();
  private readonly ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });

  public constructor(private readonly api: LocalApi) {
    // References in models point into the document, so the document is the schema that all of them belong to.
    this.ajv.addSchema({ id: 'document', components: { schemas: mapOf(api.document.components).schemas ?? {} } });
  }

  public validate(operation: LocalOperation, request: GatewayRequest, pathParameters: { readonly [name: string]: string }): Verdict {
    const { validateRequestParameters, validateRequestBody } = this.validatorOf(operation);
    if (validateRequestParameters === true) {
      const missing = missingParameters(operation, request, pathParameters);
      if (missing.length > 0) {
        return { error: 'BAD_REQUEST_PARAMETERS', message: `Missing required request parameters: [${missing.join(', ')}]` };
      }
    }
    return validateRequestBody === true && !this.bodyFits(operation, request) ? { error: 'BAD_REQUEST_BODY', message: 'Invalid request body' } : undefined;
  }

  private validatorOf({ operation }: LocalOperation): JsonMap {
    const name = operation[VALIDATOR] ?? this.api.document[VALIDATOR];
    return typeof name === 'string' ? mapOf(mapOf(this.api.document[`${VALIDATOR}s`])[name]) : {};
  }

  private bodyFits({ operation }: LocalOperation, request: GatewayRequest): boolean {
    const content = mapOf(mapOf(operation.requestBody).content);
    // An absent type counts as application/json (recorded: mock-no-type, validate-ref-no-body); only the type itself counts.
    const schema = mapOf(content[contentTypeOf(request)] ?? content.$default).schema;
    if (schema === undefined) {
      return true;
    }
    let body: unknown;
    try {
      body = JSON.parse(request.body.toString('utf8'));
    } catch {
      // An absent body is validated too (recorded: validate-no-body-json-type).
      return false;
    }
    return this.compiled(mapOf(schema))(body);
  }

  private compiled(schema: JsonMap): ValidateFunction {
    let model = this.models.get(schema);
    if (!model) {
      const reference = typeof schema.$ref === 'string' ? this.ajv.getSchema(`document${schema.$ref}`) as ValidateFunction | undefined : undefined;
      model = reference ?? this.ajv.compile(schema);
      this.models.set(schema, model);
    }
    return model;
  }
}

/** Names of what is missing: headers, then path, then query (recorded: validate-parameters-all-missing). */
function missingParameters({ operation }: LocalOperation, request: GatewayRequest, pathParameters: { readonly [name: string]: string }): string[] {
  const query = new Set(queryParameters(request.rawQuery).map(([name]) => name));
  const missing = (place: string, isThere: (name: string) => boolean): string[] => listOf(operation.parameters).map(mapOf)
    .filter((parameter) => parameter.in === place && parameter.required === true && !isThere(String(parameter.name)))
    .map(({ name }) => String(name));
  return [
    ...missing('header', (name) => headerValue(request.headers, name) !== undefined),
    ...missing('path', (name) => pathParameters[name] !== undefined),
    ...missing('query', (name) => query.has(name)),
  ];
}
