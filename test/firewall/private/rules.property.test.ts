import * as fc from 'fast-check';
import { HttpMethod } from '../../../lib/routes/http-method';
import { chooseRoute } from '../../../lib/routes/private/route-choice';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { RouteParameter, RouteParameterOptions } from '../../../lib/routes/route-parameter';
import { build, CREDENTIALS, route } from './api';

/** Constraints of every kind that the rules tell apart, with a way to make values that satisfy them. */
const CONSTRAINTS: Array<{ readonly options: RouteParameterOptions; readonly value: fc.Arbitrary<string> }> = [
  { options: {}, value: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => [...text].length <= 256) },
  { options: { maxLength: 5 }, value: fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => [...text].length <= 5) },
  { options: { minLength: 3, maxLength: 4 }, value: fc.array(fc.constantFrom('a', 'ä', '🎉', '\'', '%'), { minLength: 3, maxLength: 4 }).map((parts) => parts.join('')) },
  { options: { pattern: '[0-9]{1,3}' }, value: fc.stringMatching(/^[0-9]{1,3}$/) },
  { options: { pattern: '[a-z]*' }, value: fc.stringMatching(/^[a-z]{0,20}$/) },
  { options: { pattern: '-?\\d{1,5}' }, value: fc.stringMatching(/^-?[0-9]{1,5}$/) },
  { options: { pattern: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}' }, value: fc.uuid({ version: 4 }) },
  { options: { pattern: '\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2}))?' }, value: fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?$/) },
  { options: { pattern: '[^<>]{1,10}', maxLength: 10 }, value: fc.array(fc.constantFrom('a', ' ', '&', '=', '+', '%', 'é', '漢', '🎉', '"'), { minLength: 1, maxLength: 10 }).map((parts) => parts.join('')) },
  { options: { pattern: '[a-z]+(?:,[a-z]+)*', maxLength: 20 }, value: fc.stringMatching(/^[a-z]{1,3}(,[a-z]{1,3}){0,3}$/) },
  { options: { pattern: '[äöü]{2}x?' }, value: fc.stringMatching(/^[äöü]{2}x?$/) },
  { options: { allowedValues: ['asc', 'desc'] }, value: fc.constantFrom('asc', 'desc') },
  { options: { allowedValues: ['items', 'items.price', 'a b&c', 'é'] }, value: fc.constantFrom('items', 'items.price', 'a b&c', 'é') },
  { options: { allowedValues: ['1'] }, value: fc.constant('1') },
];

/** Bytes that a header can carry. */
const isHeaderText = (text: string): boolean => /^[^\x00-\x1f\x7f]*$/.test(text) && text === text.trim() && Buffer.from(text).toString() === text;
const isQueryText = (text: string): boolean => !/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(text) && Buffer.from(text).toString() === text;

interface Choice { readonly location: 'query' | 'header'; readonly name: string; readonly constraint: number }

const choice: fc.Arbitrary<Choice> = fc.record({
  location: fc.constantFrom('query' as const, 'header' as const),
  name: fc.constantFrom('limit', 'sort', 'filter[name]', 'x-trace', 'q', '$top'),
  constraint: fc.nat({ max: CONSTRAINTS.length - 1 }),
}).filter(({ location, name }) => location === 'query' || /^[a-z-]+$/.test(name));

const part = fc.constantFrom('orders', 'items', 'v1', '{id}', 'search', 'orders-2.x');
const sketch = fc.record({
  parts: fc.array(part, { maxLength: 4 }),
  greedy: fc.boolean(),
  method: fc.constantFrom(...Object.values(HttpMethod)),
  choices: fc.uniqueArray(choice, { maxLength: 3, selector: ({ location, name }) => `${location} ${name}` }),
  access: fc.nat({ max: 3 }),
  body: fc.nat({ max: 3 }),
});

type Sketch = typeof sketch extends fc.Arbitrary<infer T> ? T : never;

const ACCESS = [
  RouteAccess.roles('reader'),
  RouteAccess.public('Anyone may call this route'),
  RouteAccess.roles('reader').withoutApiKey('Callers of this route have none'),
  RouteAccess.public('Anyone may call this route').withoutApiKey('Callers of this route have none'),
];
const BODIES = [
  RequestBody.none(),
  RequestBody.json({ type: 'object' }),
  RequestBody.json({ type: 'object' }, { maxBytes: 100, contentTypes: ['application/json', 'application/merge-patch+json'] }),
  RequestBody.binary(['image/png'], 20_000, 'Pictures can not be validated here'),
];

function pathOf({ parts, greedy }: Sketch): string {
  const named = parts.map((text, index) => text === '{id}' ? `{id${index}}` : text);
  return `/${(greedy ? [...named, '{rest+}'] : named).join('/')}`;
}

function routesOf(sketches: Sketch[]): RouteDefinition[] {
  const routes = new Map<string, RouteDefinition>();
  for (const item of sketches) {
    const bodied = item.method !== HttpMethod.GET && item.method !== HttpMethod.HEAD;
    const path = pathOf(item);
    routes.set(`${item.method} ${path.replace(/\{[^}+]*/g, '{')}`, route({
      method: item.method,
      path,
      access: ACCESS[item.access],
      body: bodied ? BODIES[item.body] : RequestBody.none(),
      parameters: item.choices.map(({ location, name, constraint }) => RouteParameter[location](name, CONSTRAINTS[constraint].options)),
    }));
  }
  return [...routes.values()];
}

const encoded = (text: string): string => encodeURIComponent(text);
/** As a form encodes: a space as `+`, and what `encodeURIComponent` leaves alone. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const world = fc.record({
  sketches: fc.array(sketch, { minLength: 1, maxLength: 6 }),
  which: fc.nat(),
  fill: fc.array(fc.constantFrom('orders', 'search', 'items', 'x1', encoded("O'Brien 🎉"), 'a;b=c', 'arn%3Aaws%3As3'), { minLength: 6, maxLength: 6 }),
  // Another method than the route's own is one that the gateway looks for further up.
  method: fc.option(fc.constantFrom(...Object.values(HttpMethod))),
  basePath: fc.constantFrom(undefined, '', 'v1'),
  cors: fc.boolean(),
  form: fc.boolean(),
  seed: fc.nat(),
});

interface Target {
  readonly routes: RouteDefinition[];
  readonly hit: RouteDefinition;
  /** As the client sends it. */
  readonly path: string;
}

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** What the gateway makes of a request to the path of one of the routes. */
function target({ sketches, which, fill, method, basePath }: World): Target | undefined {
  const routes = routesOf(sketches);
  const aimed = routes[which % routes.length];
  const path = aimed.path.replace(/\{id(\d)\}/g, (_, index: string) => fill[Number(index)]).replace('{rest+}', `${fill[4]}/${fill[5]}`);
  const met = chooseRoute(routes, method ?? aimed.method, path);
  const prefix = basePath === '' ? '' : `/${basePath ?? 'prod'}`;
  return met && { routes, hit: met.route, path: prefix + path };
}

function constraintOf(parameter: RouteParameter): typeof CONSTRAINTS[number] {
  return CONSTRAINTS.find(({ options }) => {
    const same = RouteParameter.query('x', options);
    return same._pattern === parameter._pattern && JSON.stringify(same._allowedValues) === JSON.stringify(parameter._allowedValues) &&
      same._minLength === parameter._minLength && same._maxLength === parameter._maxLength;
  })!;
}

function satisfies(parameter: RouteParameter, value: string): boolean {
  const length = [...value].length;
  return length >= parameter._minLength && length <= parameter._maxLength &&
    (parameter._pattern === undefined || new RegExp(`^(?:${parameter._pattern})$`, 'u').test(value)) &&
    (parameter._allowedValues === undefined || parameter._allowedValues.includes(value));
}

/** A request of the route with a good value for each parameter, but those given. */
function request(hit: RouteDefinition, path: string, values: Map<RouteParameter, string>, form: boolean) {
  const encode = form ? formEncoded : encoded;
  const query = [...values].filter(([{ _location }]) => _location === 'query').map(([{ _name }, value]) => `${encode(_name)}=${encode(value)}`);
  const headers = [...values].filter(([{ _location }]) => _location === 'header').map(([{ _name }, value]) => [_name, value] as const);
  const type = hit.body._contentTypes[0];
  return {
    method: hit.method,
    path,
    query: query.join('&'),
    headers: [
      ...CREDENTIALS.filter(([name]) => name === 'x-api-key' ? hit.access._apiKeyRequired : hit.access._alternatives !== undefined),
      ...headers,
      ...(type ? [['Content-Type', `${type}; charset=utf-8`] as const] : []),
    ],
    body: type ? 'x'.repeat(hit.body._maxBytes) : undefined,
  };
}

/** A value for each parameter of the route that its constraint allows. */
function rightValues(hit: RouteDefinition, seed: number): Map<RouteParameter, string> {
  return new Map(hit.parameters.map((parameter, index) => [
    parameter,
    fc.sample(constraintOf(parameter).value.filter(parameter._location === 'header' ? isHeaderText : isQueryText), { numRuns: 1, seed: seed + index })[0],
  ]));
}

describe('for any route table', () => {
  test('a request that the table allows passes every rule', () => {
    fc.assert(fc.property(world, (input) => {
      const aim = target(input);
      fc.pre(aim !== undefined);
      const { routes, hit, path } = aim!;
      const values = rightValues(hit, input.seed);
      const built = build(routes, {}, input.cors, input.basePath);
      expect(built.send(request(hit, path, values, input.form))).toMatchObject({ action: 'allow' });
    }), { numRuns: 1500 });
  });

  test('a request with a parameter that breaks its constraint does not', () => {
    let broken = 0;
    fc.assert(fc.property(world, fc.nat(), fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 300, minLength: 255 }), fc.constantFrom('', 'ascx', 'as', '12a', '1\n', 'desc\n')),
      (input, position, value) => {
        const aim = target(input);
        fc.pre(aim !== undefined && aim.hit.parameters.length > 0);
        const { routes, hit, path } = aim!;
        const parameter = hit.parameters[position % hit.parameters.length];
        fc.pre(!satisfies(parameter, value) && (parameter._location === 'query' || isHeaderText(value)));
        broken++;
        const built = build(routes, {}, input.cors, input.basePath);
        const sent = request(hit, path, new Map([[parameter, value]]), input.form);
        const verdict = built.send(sent);
        expect(verdict).toMatchObject({ action: 'block', status: 400 });
      }), { numRuns: 1500 });
    expect(broken).toBeGreaterThan(500);
  });

  test('a request with a name that the route does not declare does not', () => {
    let perRoute = 0;
    fc.assert(fc.property(world, fc.constantFrom('admin', 'Limit', 'limit[]', '?limit', 'limit+', 'x', '', '$', 'filter', 'filter[name', 'Q', 'sort '), fc.boolean(), (input, name, first) => {
      const aim = target(input);
      fc.pre(aim !== undefined);
      const { routes, hit, path } = aim!;
      const values = rightValues(hit, input.seed);
      const built = build(routes, {}, input.cors, input.basePath);
      const sent = request(hit, path, values, input.form);
      const query = [`${encoded(name).replace('%5B', '[').replace('%20', '+')}=1`, ...(sent.query ? [sent.query] : [])];
      perRoute += built.queryNames.get(hit) === 'per route' ? 1 : 0;
      expect(built.send({ ...sent, query: (first ? query : query.reverse()).join('&') })).toMatchObject({ action: 'block', status: 400, rule: 'UndeclaredQuery' });
    }), { numRuns: 500 });
    expect(perRoute).toBeGreaterThan(300);
  });

  test('a good value beside the broken one of the same parameter does not help', () => {
    fc.assert(fc.property(world, fc.nat(), fc.string({ unit: 'binary', maxLength: 12 }), fc.boolean(), (input, position, value, first) => {
      const aim = target(input);
      const queries = aim?.hit.parameters.filter(({ _location }) => _location === 'query') ?? [];
      fc.pre(aim !== undefined && queries.length > 0);
      const { routes, hit, path } = aim!;
      const parameter = queries[position % queries.length];
      fc.pre(!satisfies(parameter, value));
      const good = fc.sample(constraintOf(parameter).value.filter(isQueryText), { numRuns: 1, seed: input.seed })[0];
      const sent = request(hit, path, new Map(), input.form);
      const pairs = [value, good].map((text) => `${encoded(parameter._name)}=${encoded(text)}`);
      expect(build(routes, {}, input.cors, input.basePath).send({ ...sent, query: (first ? pairs : pairs.reverse()).join('&') })).toMatchObject({ action: 'block', status: 400 });
    }), { numRuns: 800 });
  });
});
