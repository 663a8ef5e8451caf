import { Template } from 'aws-cdk-lib/assertions';
import { HttpMethod, RequestBody, RouteAccess } from '../../../lib';
import { bodyOf, emptyApi, SampleApi } from '../../support/sample-api';

const REASON = 'The backend looks at every byte itself';
const { POST, PUT, PATCH } = HttpMethod;

function api(...routes: Array<[HttpMethod, string, RequestBody]>): SampleApi {
  const sample = emptyApi();
  sample.api.addConsumer('Partner');
  for (const [method, path, body] of routes) {
    sample.api.addRoute({ method, path, body, target: sample.target, access: RouteAccess.roles('writer') });
  }
  return sample;
}

test('a type that one route takes as text is binary for none, whichever comes first', () => {
  const text: [HttpMethod, string, RequestBody] = [POST, '/notes', RequestBody.unchecked(['text/plain', 'text/csv'], 100, REASON)];
  const binary: [HttpMethod, string, RequestBody] = [PUT, '/files', RequestBody.binary(['image/png', 'Text/CSV'], 100, REASON)];
  const message = /`body` of POST \/notes and of PUT \/files must agree whether "text\/csv" is binary, which holds for the whole API; right would be RequestBody\.binary/;
  expect(() => api(text, binary)).toThrow(message);
  expect(() => api(binary, text)).toThrow(message);
});

test('nothing is added then', () => {
  const sample = api([PUT, '/files', RequestBody.binary(['image/png'], 100, REASON)]);
  const text = { method: POST, path: '/notes', body: RequestBody.unchecked(['image/png'], 100, REASON), target: sample.target, access: RouteAccess.roles('writer') };
  expect(() => sample.api.addRoute(text)).toThrow(/must agree whether "image\/png" is binary/);
  expect(Object.keys(bodyOf(sample.stack).paths)).toEqual(['/files']);
});

test('binary types of several routes stand in the document once', () => {
  const sample = api(
    [PUT, '/files', RequestBody.binary(['image/png', 'image/jpeg'], 100, REASON)],
    [PATCH, '/files', RequestBody.binary(['image/png'], 100, REASON)],
    [POST, '/notes', RequestBody.unchecked(['text/plain'], 100, REASON)],
  );
  expect(bodyOf(sample.stack)['x-amazon-apigateway-binary-media-types']).toEqual(['image/png', 'image/jpeg']);
  expect(() => Template.fromStack(sample.stack)).not.toThrow();
});
