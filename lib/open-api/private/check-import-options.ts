import { RequestBody } from '../../routes/request-body';
import { RouteAccess } from '../../routes/route-access';
import { RouteTarget } from '../../routes/route-target';
import { BodyDefaults } from '../../schema/body-defaults';
import { checkReason } from '../../shared/check-reason';
import { BOOLEAN, checkTypes, instanceOf, Kind, listOf, mapOf, OBJECT, optional, Shape, TEXT } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { OpenApiImportOptions } from '../open-api-import-options';

const TARGET: Kind = { what: 'a RouteTarget such as RouteTarget.lambdaFunction(fn)', holds: (value) => RouteTarget._isTarget(value) };
const ACCESS = instanceOf(RouteAccess, "RouteAccess.roles('reader')");

const SHAPE: Shape = {
  targets: optional(mapOf(TARGET)),
  defaultTarget: optional(TARGET),
  access: optional(mapOf(ACCESS)),
  defaultAccess: optional(ACCESS),
  bodies: optional(mapOf(instanceOf(RequestBody, 'RequestBody.json(schema)'))),
  allowUndeclaredQuery: optional(mapOf(TEXT)),
  bodyDefaults: optional(OBJECT),
  acceptUnenforced: optional(listOf(OBJECT)),
  omitContentTypes: optional(listOf(TEXT)),
  omitOperations: optional(listOf(TEXT)),
  operationIdPrefix: optional(TEXT),
};

/** What another language than TypeScript lets through, and what no type says. */
export function checkImportOptions(options: OpenApiImportOptions): void {
  checkTypes('options', options, SHAPE);
  checkBodyDefaults(options.bodyDefaults);
}

function checkBodyDefaults(defaults: BodyDefaults | undefined): void {
  if (!defaults) {
    return;
  }
  checkTypes('bodyDefaults', defaults, { closeObjects: optional(BOOLEAN), closeStatedOpen: optional(BOOLEAN) }, 'bodyDefaults.');
  checkReason('bodyDefaults.reason', defaults.reason);
  if (defaults.closeStatedOpen && !defaults.closeObjects) {
    throw new Error('`bodyDefaults.closeStatedOpen` must stand beside `closeObjects: true`, got it alone: objects that say nothing would stay open');
  }
  for (const [property, most] of [['maxStringLength', Infinity], ['maxItems', Infinity], ['maxBytes', 64 * 1024]] as const) {
    const value = defaults[property];
    if (value !== undefined && (!Number.isInteger(value) || value < 1 || value > most)) {
      throw new Error(`\`bodyDefaults.${property}\` must be a whole number from 1${most === Infinity ? '' : ` to ${most}`}, got ${shown(value)}`);
    }
  }
}
