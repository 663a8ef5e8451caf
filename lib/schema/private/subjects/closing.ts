import { JsonObject } from '../json-schema';
import { ShapeReader } from '../json-schema-shape';
import { Mode, SchemaPlace, Walker } from '../schema-place';

/** How the parts of a composite are closed, and whether the composite itself closes the object. */
export interface CompositionModes {
  readonly partMode: Mode;
  readonly closesHere: boolean;
}

/**
 * Decides who closes the object that several schemas describe together: each alone knows only some of its members.
 *
 * @param present keywords of the schema whose schemas apply to the same value
 */
export function compositionModes({ schema, mode }: SchemaPlace, { options, shapes }: Walker, present: string[]): CompositionModes {
  if (mode === 'exact') {
    return { partMode: 'exact', closesHere: false };
  }
  if (options.closeObjects === 'never' && schema.unevaluatedProperties !== false) {
    return { partMode: 'closed', closesHere: mode === 'closed' };
  }
  if (mode === 'open' || mode === 'openPart') {
    return { partMode: 'openPart', closesHere: false };
  }
  if (present.length === 0) {
    return { partMode: 'part', closesHere: mode === 'closed' };
  }
  if (mode === 'closed' && present.length === 1 && !namesMembers(schema) && alternativesStandAlone(schema, present[0], shapes)) {
    return { partMode: 'closed', closesHere: false };
  }
  // Each part alone knows only some of the members: closing it would refuse those of the others. The composite closes their union.
  return { partMode: shapes.overlaps(schema) ? 'openPart' : 'part', closesHere: mode === 'closed' };
}

function namesMembers(schema: JsonObject): boolean {
  return ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'items', 'prefixItems']
    .some((keyword) => schema[keyword] !== undefined);
}

/** Whether a value needs only one of the parts, so that each may be closed by itself. */
function alternativesStandAlone(schema: JsonObject, keyword: string, shapes: ShapeReader): boolean {
  const parts = schema[keyword];
  if (keyword === '$ref' || keyword === 'oneOf') {
    return true;
  }
  if (!Array.isArray(parts)) {
    return false;
  }
  return parts.length === 1 || (keyword === 'anyOf' && parts.filter((part) => !shapes.isShallow(part)).length < 2);
}
