import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { HttpMethod, OriginMutualTlsOptions, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiProps } from '../lib';
import { ISSUER } from './support/sample-api';

interface Resource { readonly Type: string; readonly Properties?: unknown; readonly DependsOn?: string | string[] }

/** What CloudFormation makes before what, and deletes after it. */
class Order {
  private readonly resources: { readonly [logicalId: string]: Resource };

  public constructor(props: Partial<SecureRestApiProps>) {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: '111122223333' } });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc');
    const originMutualTls = props.edge?.originMutualTls && {
      ...props.edge.originMutualTls,
      certificate,
      clientCertificate: certificate,
      trustStore: { ...props.edge.originMutualTls.trustStore, bucket: s3.Bucket.fromBucketName(stack, 'TrustStore', 'trust') },
    };
    const api = new SecureRestApi(stack, 'Orders', {
      jwtIssuers: [ISSUER],
      ...props,
      ...(props.edge && { edge: { ...props.edge, certificate, originMutualTls } }),
      ...(props.domain && { domain: { ...props.domain, certificate } }),
    });
    api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
    api.addConsumer('Partner');
    this.resources = (Template.fromStack(stack).toJSON() as { Resources: { [logicalId: string]: Resource } }).Resources;
  }

  public idsOf(type: string): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === type);
  }

  /** All that a resource waits for. */
  public before(id: string, seen = new Set<string>()): Set<string> {
    const { DependsOn = [], Properties } = this.resources[id];
    const text = JSON.stringify(Properties ?? {});
    const references = [...text.matchAll(/\{"(?:Ref":"([^"]+)"|Fn::GetAtt":\["([^"]+)")/g)].map(([, ref, attribute]) => ref ?? attribute);
    for (const other of [DependsOn, references].flat()) {
      if (other in this.resources && !seen.has(other)) {
        seen.add(other);
        this.before(other, seen);
      }
    }
    return seen;
  }
}

const domain = { domainName: 'api.example.com' } as SecureRestApiProps['domain'];

describe.each<[string, Partial<SecureRestApiProps>, string[]]>([
  ['at the execute-api endpoint', {}, []],
  ['under a domain', { domain }, ['AWS::ApiGateway::BasePathMapping']],
  ['behind an Edge', { edge: { domainNames: ['shop.example.com'], website: {} } }, ['AWS::CloudFront::Distribution']],
  ['behind an Edge with a client certificate', {
    edge: { domainNames: ['shop.example.com'], originMutualTls: { domainName: 'origin.example.com', trustStore: { key: 'edge.pem', version: 'v7' } } as OriginMutualTlsOptions },
  }, ['AWS::CloudFront::Distribution', 'AWS::ApiGateway::BasePathMapping']],
])('%s', (_, props, doors) => {
  const order = new Order(props);
  const [association] = order.idsOf('AWS::WAFv2::WebACLAssociation');

  test('nothing that opens a door is there before the web ACL is in front, or after it is gone', () => {
    const openers = [...doors, 'Custom::ApiConsumerKeys'];
    for (const type of openers) {
      expect(order.idsOf(type).length).toBeGreaterThan(0);
      for (const id of order.idsOf(type)) {
        expect(order.before(id)).toContain(association);
      }
    }
    const schedules = order.idsOf('AWS::SecretsManager::RotationSchedule').filter((id) => !id.includes('OriginSecret'));
    expect(schedules.length).toBeGreaterThan(0);
    for (const id of schedules) {
      expect(order.before(id)).toContain(association);
    }
  });

  test('the web ACL has its rules before the stage has its routes, and is in front as soon as there is a stage', () => {
    const [stage] = order.idsOf('AWS::ApiGateway::Stage');
    const [acl] = order.idsOf('AWS::WAFv2::WebACL').filter((id) => !id.includes('Edge'));
    expect(order.before(stage)).toContain(acl);
    // What the association waits for and the stage does not would be time without a web ACL.
    const more = [...order.before(association)].filter((id) => id !== stage && !order.before(stage).has(id));
    expect(more).toEqual([]);
  });

  test('the web ACL and its association are called what they always were', () => {
    // CloudFormation makes a resource of another name first and deletes the old one after it. A stage takes one association: the
    // deletion of the old one would take the web ACL off every deployed API.
    expect(association).toBe('OrdersWebAclAssociationEB341FE5');
    expect(order.idsOf('AWS::WAFv2::WebACL').filter((id) => !id.includes('Edge'))).toEqual(['OrdersWebAcl751C0B4C']);
    expect(order.idsOf('AWS::WAFv2::WebACL').filter((id) => id.includes('Edge'))).toEqual(props.edge ? ['OrdersEdgeWebAclBBE37676'] : []);
  });
});
