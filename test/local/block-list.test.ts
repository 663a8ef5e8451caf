import * as fs from 'fs';
import { Json, readAssembly } from '../../local/assembly';
import { WebAclLayer } from '../../local/layers/web-acl';
import { CREDENTIALS } from '../firewall/private/api';
import { synthesizeApp } from './support/session-app';

const folder = synthesizeApp(undefined, undefined, () => ({ firewall: { blockList: {} } }));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What the served web ACL does with a request, where the function has put these on its list. */
function ruleFor(sourceIp: string, listed: { readonly [logicalId: string]: string[] } = {}): string | undefined {
  const [stack] = readAssembly(folder).stacks;
  const resources = new Map([...stack.resources].map(([id, resource]) => {
    const name = Object.keys(listed).find((part) => id.includes(part));
    return [id, name === undefined ? resource : { ...resource, properties: { ...resource.properties, Addresses: listed[name] as Json[] } }];
  }));
  const acl = [...resources.values()].find(({ type }) => type === 'AWS::WAFv2::WebACL')!;
  const layer = new WebAclLayer(acl, { ...stack, resources }, () => [], { now: () => 0 });
  const headers = [...CREDENTIALS, ['Host', 'localhost'] as const];
  return layer.check({ method: 'GET', rawPath: '/prod/orders', rawQuery: '', headers, body: Buffer.alloc(0), sourceIp, protocol: 'HTTP/1.1' }).rule;
}

test('the served web ACL has the rule, with a list on which nobody is', () => {
  expect(ruleFor('8.8.4.4')).not.toBe('BlockList');
});

test('and refuses by what is in its sets', () => {
  const listed = { BlockListIPV4x2: ['8.8.4.4/32'], BlockListIPV6x3: ['2a00:1:2:3:0:0:0:0/64'] };
  expect(['8.8.4.4', '8.8.4.5', '2a00:1:2:3::9', '2a00:1:2:4::9'].map((ip) => ruleFor(ip, listed) === 'BlockList')).toEqual([true, false, true, false]);
});
