import { Lazy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { DocumentObject } from './api-document';

/**
 * The OpenAPI body, made at synthesis: routes may be added after the REST API was constructed, tokens inside resolve,
 * and the deployment's logical id changes with the body (aws-cdk puts the resolved body into its hash).
 */
export class LazyApiDefinition extends apigateway.ApiDefinition {
  public constructor(private readonly produce: () => DocumentObject) {
    super();
  }

  public bind(): apigateway.ApiDefinitionConfig {
    return { inlineDefinition: Lazy.any({ produce: this.produce }) as unknown as object };
  }
}
