import { RouteReport } from '../report/model';
import { InventoryRoute } from './model';

/** Of a route of the report what the inventory has. */
export function inventoryRoute({ method, path, operationId, access, key, target, maturity }: RouteReport): InventoryRoute {
  return { method, path, operationId, access, key, target, maturity };
}
