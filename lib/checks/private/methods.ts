/** Members of a path that are operations. */
export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method'];

/** Whether an operation answers what browsers ask before a request of another origin, which they send without key and token. */
export function isPreflight(method: string, integrationType: unknown): boolean {
  return method === 'OPTIONS' && typeof integrationType === 'string' && integrationType.toLowerCase() === 'mock';
}
