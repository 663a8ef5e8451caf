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
 * Validates as API Gateway does, with its gaps: of a parameter only whether it is there and not blank, of a body only what its content type's model says.
 * What has no model for its type is let through.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class RequestValidator {
  private readonly models = new Map<JsonMap, ValidateFunction>();
  private readonly rules = new WeakMap<LocalOperation, OperationRules>();
  private readonly ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });

  public constructor(private readonly api: LocalApi) {
    // References in models point into the document, so the document is the schema that all of them belong to.
    this.ajv.addSchema({ id: 'document', components: { schemas: mapOf(api.document.components).schemas ?? {} } });
  }

  public validate(operation: LocalOperation, request: GatewayRequest, pathParameters: { readonly [name: string]: string }): Verdict {
    const { required, validatesBody } = this.rulesOf(operation);
    const missing = required && missingParameters(required, request, pathParameters);
    if (missing && missing.length > 0) {
      return { error: 'BAD_REQUEST_PARAMETERS', message: `Missing required request parameters: [${missing.join(', ')}]` };
    }
    return validatesBody && !this.bodyFits(operation, request) ? { error: 'BAD_REQUEST_BODY', message: 'Invalid request body' } : undefined;
  }

  private rulesOf(operation: LocalOperation): OperationRules {
    let rules = this.rules.get(operation);
    if (!rules) {
      const { validateRequestParameters, validateRequestBody } = this.validatorOf(operation);
      rules = {
        ...(validateRequestParameters === true && { required: requiredParameters(operation) }),
        validatesBody: validateRequestBody === true,
      };
      this.rules.set(operation, rules);
    }
    return rules;
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

/** What an operation's validator asks for, read once. */
interface OperationRules {
  /** Absent where parameters are not validated. */
  readonly required?: RequiredParameters;
  readonly validatesBody: boolean;
}

/** Names of required parameters by their place. */
interface RequiredParameters {
  readonly header: readonly string[];
  readonly path: readonly string[];
  readonly query: readonly string[];
}

function requiredParameters({ operation }: LocalOperation): RequiredParameters {
  const required = listOf(operation.parameters).map(mapOf).filter((parameter) => parameter.required === true);
  const at = (place: string): string[] => required.filter((parameter) => parameter.in === place).map(({ name }) => String(name));
  return { header: at('header'), path: at('path'), query: at('query') };
}

/**
 * Names of what is missing: headers, then path, then query (recorded: validate-parameters-all-missing). A value that is blank is missing too.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
function missingParameters(
  { header, path, query }: RequiredParameters, request: GatewayRequest, pathParameters: { readonly [name: string]: string },
): string[] {
  const sent = new Map(query.length > 0 ? queryParameters(request.rawQuery) : []);
  return [
    ...header.filter((name) => isBlank(headerValue(request.headers, name))),
    ...path.filter((name) => !Object.hasOwn(pathParameters, name)),
    ...query.filter((name) => isBlank(sent.get(name))),
  ];
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}
