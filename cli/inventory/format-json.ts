import { packageVersion } from '../private/library';
import { UNKNOWN } from '../report/model';
import { Inventory, InventoryApi } from './model';

/** Rises where a reader of the former one would read something wrong; members that are added do not raise it. */
export const INVENTORY_VERSION = 1;

/** The inventory as a list for programs: docs/inventory.md says what its members are. */
export function formatJson({ ownerTag, templates, apis, blindSpots, live }: Inventory): string {
  const list = {
    version: INVENTORY_VERSION,
    madeBy: `secure-rest-api ${packageVersion()}`,
    ownerTag,
    templates,
    apis: apis.map(apiEntry),
    blindSpots,
    ...(live && { live: { regions: live.regions, complete: !live.problems.some(({ refused }) => refused), problems: live.problems } }),
  };
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function apiEntry({ maturity, routes, owner, ...api }: InventoryApi): object {
  return {
    ...api,
    owner: owner ?? null,
    level: maturity.level ?? UNKNOWN,
    levelWhy: maturity.why,
    routes: routes.map(({ maturity: { level, why }, ...route }) => ({ ...route, level: level ?? UNKNOWN, levelWhy: why })),
  };
}
