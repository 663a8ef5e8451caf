import { RequestBody } from '../routes/request-body';
import { RouteAccess } from '../routes/route-access';
import { RouteTarget } from '../routes/route-target';
import { BodyDefaults } from '../schema/body-defaults';
import { UnenforcedAcceptance } from '../schema/unenforced-acceptance';

/**
 * What a document does not say about its operations. An operation is named by its `operationId`, or by method and path as
 * the document writes them: `'GET /orders/{orderId}'`.
 */
export interface OpenApiImportOptions {
  /**
   * Where the requests of an operation go.
   *
   * @default - all go to `defaultTarget`
   */
  readonly targets?: { [operation: string]: RouteTarget };

  /**
   * Where the requests of all other operations go.
   *
   * @default - each operation needs an entry in `targets`
   */
  readonly defaultTarget?: RouteTarget;

  /**
   * Who may call an operation, whatever the document's `security` says.
   *
   * @default - the scopes in the document's `security`, else `defaultAccess`
   */
  readonly access?: { [operation: string]: RouteAccess };

  /**
   * Who may call the operations to which the document gives no scope.
   *
   * @default - each such operation needs an entry in `access`
   */
  readonly defaultAccess?: RouteAccess;

  /**
   * The body of an operation, whatever the document says: for forms, XML and uploads, which API Gateway can't validate.
   *
   * @default - the document's `requestBody`
   */
  readonly bodies?: { [operation: string]: RequestBody };

  /**
   * Why clients may send query parameters to an operation that the document does not name: a sentence an operation, shown in the posture
   * report.
   *
   * @default - a request with another query parameter is answered with 400, unless `acceptUnenforced` takes a parameter of the operation
   * that has no name of its own, such as an object of any members
   */
  readonly allowUndeclaredQuery?: { [operation: string]: string };

  /**
   * How bodies are closed and bounded that the document leaves open.
   *
   * @default - as the document has them; the posture report lists what is open
   */
  readonly bodyDefaults?: BodyDefaults;

  /**
   * Rules of the document that neither API Gateway nor the web ACL enforces, and that something else does. A content type as keyword,
   * such as `application/xml`, lets bodies of this type through unvalidated, up to 64 KB.
   *
   * @default - none: such a rule is an error
   */
  readonly acceptUnenforced?: UnenforcedAcceptance[];

  /**
   * Content types that the API does not take although the document offers them beside others; a request with one is answered with 415.
   *
   * @default - none is left out
   */
  readonly omitContentTypes?: string[];

  /**
   * Operations that the API does not have although the document does.
   *
   * @default - all operations become routes
   */
  readonly omitOperations?: string[];

  /**
   * What the operations' ids in the API begin with: letters and digits, such as `billing`, where two documents have the same id. Options name
   * operations as the document does, without it.
   *
   * @default - ids as the document has them
   */
  readonly operationIdPrefix?: string;
}
