import { TAG_REST_API_ID, TAG_USAGE_PLAN_ID } from '../../lib/contracts/rotation';
import { listOf, resourcesOf } from '../api';
import { LocalAssembly } from '../assembly';
import { mapOf } from '../template-values';

/** A consumer of an API, who reads its key in a secret. */
export interface LocalConsumer {
  /** Last part of its path in the construct tree, such as `Partner`. */
  readonly name: string;
  readonly secretArn: string;
  readonly restApiId: string;
}

/** A secret that a rotation function replaces. */
export interface LocalRotation {
  readonly secretArn: string;
  readonly functionArn: string;
}

/** The consumers of this library's APIs. */
export function consumersOf(assembly: LocalAssembly): LocalConsumer[] {
  return assembly.stacks.flatMap((stack) => resourcesOf(stack, 'AWS::SecretsManager::Secret').flatMap(({ ref, logicalId, properties }) => {
    const tags = new Map(listOf(properties.Tags).map(mapOf).map(({ Key, Value }) => [String(Key), String(Value)]));
    const restApiId = tags.get(TAG_REST_API_ID);
    if (restApiId === undefined || !tags.has(TAG_USAGE_PLAN_ID)) {
      return [];
    }
    const name = /^API consumer .*?([^/]+)$/.exec(String(properties.Description))?.[1] ?? logicalId;
    return [{ name, secretArn: ref, restApiId }];
  }));
}

/** What is rotated, and by which function. */
export function rotationsOf(assembly: LocalAssembly): LocalRotation[] {
  return assembly.stacks.flatMap((stack) => resourcesOf(stack, 'AWS::SecretsManager::RotationSchedule').map(({ properties }) => (
    { secretArn: String(properties.SecretId), functionArn: String(properties.RotationLambdaARN) })));
}
