import { LEVELS } from './maturity';
import { ApiReport, Maturity, Permission, RoleReport, RouteReport, UNKNOWN } from './model';

/** Words that both formats say. */
export const TITLE = 'API security report';

/** `2 scopes`, or `unknown`. */
export function levelText({ level }: Maturity): string {
  return level === undefined ? UNKNOWN : `${level} ${LEVELS[level].name}`;
}

/** Level of an API with what it rests on. */
export function levelSentence({ maturity, routes }: ApiReport): string {
  const counts = [0, 1, 2, 3, undefined].map((level) => ({ level, count: routes.filter((route) => route.maturity.level === level).length }))
    .filter(({ count }) => count > 0).map(({ level, count }) => `${count} at ${level ?? UNKNOWN}`);
  return `Its weakest route's: ${maturity.why}. Of ${routes.length} routes ${counts.join(', ') || 'none'}.`;
}

/** What a role may do, a line each. */
export function permissionLines({ may }: RoleReport): string[] {
  return may === undefined ? [`${UNKNOWN}: its policies stand elsewhere`] : may.length === 0 ? ['nothing'] : may.map(permissionLine);
}

function permissionLine({ actions, resources, denied, conditions }: Permission): string {
  return `${denied ? 'not ' : ''}${actions.join(', ')} on ${resources.join(', ')}${conditions ? ', under conditions' : ''}`;
}

/** Why no role stands with a route. */
export function withoutRole({ target }: RouteReport): string {
  return target.startsWith('lambda ') ? 'no role: the function\'s own policy lets API Gateway in' : 'no role';
}

/** What is known of an API, beside its name. */
export function origin({ kind, stack, file, stages, posture }: ApiReport): Array<readonly [string, string]> {
  return [
    ['Kind', kind],
    ['Stack', stack],
    ['Template', file],
    ['Stages', stages.join(', ') || 'none in the template'],
    ['Told by', posture ? 'the posture file of its construct, and the template' : 'the template alone: what it does not tell is unknown'],
  ];
}

/** Said where a bill is not there. */
export const NO_BILL = 'The posture file has no worst bill.';
export const NO_BILL_WITHOUT_POSTURE = 'Unknown: a template alone does not tell the limits that a bill follows from.';
