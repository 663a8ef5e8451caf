import { shown } from '../../shared/literals';
import { HttpMethod } from '../http-method';

const METHODS = [...Object.values(HttpMethod), 'OPTIONS'] as string[];

/** API Gateway takes others too, and would answer every request with an error of the backend's. */
export function checkMethod(property: string, method: string): void {
  if (!METHODS.includes(method)) {
    const right = METHODS.find((known) => known === method.trim().toUpperCase()) ?? 'POST';
    throw new Error(`\`${property}\` must be one of ${METHODS.join(', ')}, got ${shown(method)}; right would be ${shown(right)}`);
  }
}
