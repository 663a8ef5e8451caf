import { IConstruct } from 'constructs';
import { BoundRoute, needsPathCheck } from '../../routes/private/bound-route';
import { JSON_MEDIA_TYPE } from '../../routes/private/media-type';
import { acknowledge } from '../../shared/acknowledge';

/**
 * Acknowledges on the REST API the findings of our own checks that a route's exceptions amount to, each with the user's reason:
 * who wrote `RouteAccess.anyone(reason)` has said it already.
 */
export function acknowledgeExceptions(restApi: IConstruct, route: BoundRoute): void {
  const operation = `${route.method}-${route.path}`;
  const reasonOf = (kind: string) => route.access._exceptions.find((exception) => exception.kind === kind)?.reason ?? '';
  if (!route.access._apiKeyRequired) {
    acknowledge(restApi, { [`SecureRestApi-SRA1[${operation}]`]: reasonOf('withoutApiKey') });
  }
  if (!route.access._alternatives) {
    acknowledge(restApi, needsPathCheck(route)
      ? { 'SecureRestApi-SRA10[PublicPath]': 'Has no token to put in the key: its answer depends on method and path alone, which are in it' }
      : { [`SecureRestApi-SRA2[${operation}]`]: reasonOf('public') });
  }
  if (['POST', 'PUT', 'PATCH'].includes(route.method) && !route.body._contentTypes.some((contentType) => JSON_MEDIA_TYPE.test(contentType))) {
    acknowledge(restApi, { [`SecureRestApi-SRA3[${operation}-body]`]: route.body._reason ?? 'Takes no body: the web ACL refuses a request that has one' });
  }
}
