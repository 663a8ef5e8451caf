import { isIntrinsic, listOf, objectOf } from '../../lib/checks/private/values';
import { TemplateMap } from '../check/read-templates';
import { referencedId, shownText } from '../report/read/values';

export interface ReadTags {
  readonly tags: { readonly [key: string]: string };
  /** Whether there may be others, which only the deployment knows. */
  readonly opaque: boolean;
}

/** The tags of a resource: a list of keys and values, or, of version 2 of API Gateway, a map. What only the deployment knows stands in angle brackets. */
export function tagsOf(resource: unknown): ReadTags {
  const { Tags: tags } = objectOf(objectOf(resource).Properties);
  const entries = Array.isArray(tags)
    ? tags.map(objectOf).filter((tag) => tag.Key !== undefined).map(({ Key: key, Value: value }) => [shownText(key), shownText(value)] as const)
    : Object.entries(isIntrinsic(tags) ? {} : objectOf(tags)).map(([key, value]) => [key, shownText(value)] as const);
  const opaque = isIntrinsic(tags) || listOf(tags).some(isIntrinsic);
  return { tags: Object.fromEntries(entries), opaque };
}

/** The value of a tag, by its key in whatever case. */
function tagNamed(name: string, tags: { readonly [key: string]: string }): string | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** What the owner's tag says, in the first place that has it. */
export function ownerOf(ownerTag: string, places: ReadonlyArray<{ readonly [key: string]: string }>): string | undefined {
  return places.map((tags) => tagNamed(ownerTag, tags)).find((value) => value !== undefined);
}

/** The resources of a type that belong to an API. */
export function stagesOf(logicalId: string, resources: TemplateMap): Array<readonly [string, unknown]> {
  return Object.entries(resources).filter(([, resource]) => {
    const { Type: type, Properties: properties } = objectOf(resource);
    const { RestApiId: rest, ApiId: api } = objectOf(properties);
    return (type === 'AWS::ApiGateway::Stage' || type === 'AWS::ApiGatewayV2::Stage') && referencedId(rest ?? api) === logicalId;
  });
}
