import { RouteParameter } from '../../routes/route-parameter';
import { pointerTo } from '../../schema/private/json-pointer';
import { UnenforcedRule } from '../../schema/private/json-schema';
import { DocumentOperation } from './operations';
import { ValueText } from './parameter-value';
import { optionsOf } from './parameters';
import { ImportProblems } from './problems';

/** Parameters of the path, and those whose pattern nobody can hold a value to: they keep their length and the default characters. */
export function makePathParameters(
  values: ReadonlyMap<string, ValueText>, operation: DocumentOperation, problems: ImportProblems,
): { readonly parameters: RouteParameter[]; readonly unenforced: UnenforcedRule[] } {
  const parameters: RouteParameter[] = [];
  const unenforced: UnenforcedRule[] = [];
  for (const [name, text] of values) {
    const make = (value: ValueText): RouteParameter =>
      RouteParameter.path(name, { ...optionsOf(value), ...(value.minLength === 0 && { minLength: 1 }) });
    try {
      parameters.push(make(text));
    } catch (error) {
      const { pattern, ...rest } = text;
      try {
        if (pattern === undefined) {
          throw error;
        }
        parameters.push(make(rest));
        unenforced.push({ keyword: 'parameter pattern', pointer: `${pointerTo('#/paths', operation.path)}/{${name}}` });
      } catch {
        problems.add('path parameters that can\'t be checked', `${operation.name}: ${(error as Error).message}`);
      }
    }
  }
  return { parameters, unenforced };
}
