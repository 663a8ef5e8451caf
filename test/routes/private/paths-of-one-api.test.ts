import { checkPath, countPathParts, pathParameterNames, PathTree } from '../../../lib/routes/private/paths';

test.each<[string, string[]]>([
  ['/', []], ['/orders', []], ['/orders/{id}', ['id']], ['/a/{b}/c/{d_e}/{f.g+}', ['b', 'd_e', 'f.g']],
])('%s has the parameters %j', (path, names) => {
  expect(pathParameterNames(path)).toEqual(names);
});

test.each<[unknown, RegExp]>([
  ['orders', /`path` must start with "\/", got "orders"; right would be "\/orders"$/],
  [7, /`path` must start with "\/", got 7; right would be "\/7"$/],
  ['/orders/', /`path` must not end with "\/", got "\/orders\/"; right would be "\/orders"$/],
  ['/orders//', /`path` must not end with "\/", got "\/orders\/\/"; right would be "\/orders"$/],
  ['//', /`path` must not end with "\/", got "\/\/"; right would be "\/"$/],
  ['/{rest+}/a', /`path` must have the greedy parameter "\{rest\+\}" as its last part, got "\/\{rest\+\}\/a"/],
  ['/{a}/{a}', /`path` must name each parameter once, got "\{a\}" twice in "\/\{a\}\/\{a\}"/],
  ['/{a}/{b}/{b+}', /`path` must name each parameter once, got "\{b\}" twice/],
  ['/ping', /`path` must not begin with "\/ping", which API Gateway keeps for its own health checks, got "\/ping"/],
  ['/ping/x', /`path` must not begin with "\/ping"/],
  ['/sping', /`path` must not begin with "\/sping"/],
  ['/[a', /got "\[a" in "\/\[a"; right would be "\{name\}"/],
  ['/[[a]]', /right would be "\{a\}"/],
  ['/a*', /got "a\*" in "\/a\*"; right would be "\{name\}"/],
  ['/*a', /got "\*a" in "\/\*a"; right would be "\{name\}"/],
  ['/a:<b>', /got "a:<b>" in .* right would be "\{name\}"/],
  ['/{-a}', /right would be "\{a\}"/],
  ['/{a-}{b}', /got "\{a-\}\{b\}"/],
  ['/:a', /got ":a"/],
  ['/a:b/{a.}', /got "\{a\.\}" in "\/a:b\/\{a\.\}"; right would be "\{a\}"/],
])('refuses %j', (path, message) => {
  expect(() => checkPath(path as string)).toThrow(message);
});

test.each(['/pings', '/a/ping', '/spings', '/a/sping', '/{ping}'])('takes %s, which is no health check of the gateway\'s', (path) => {
  expect(() => checkPath(path)).not.toThrow();
});

describe('paths beside each other', () => {
  test.each<[string[], string]>([
    [['/a/{x}', '/a/{y}/b'], '`path` must call the variable part after "/a" "{x}" as "/a/{x}" does, got "{y}" in "/a/{y}/b"'],
    [['/{x}', '/{y}'], '`path` must call the variable part after "/" "{x}" as "/{x}" does, got "{y}" in "/{y}"'],
    [['/a/{x}', '/a/{x+}'], '`path` must call the variable part after "/a" "{x}" as "/a/{x}" does, got "{x+}"'],
    [['/a/{x}/{y}', '/a/{x}/{z}'], '`path` must call the variable part after "/a/{}" "{y}" as "/a/{x}/{y}" does, got "{z}"'],
    [['/a/{x}/b/{y}', '/a/{x}/b/{z}'], '`path` must call the variable part after "/a/{}/b" "{y}"'],
  ])('%j is refused', (paths, message) => {
    const tree = new PathTree();
    tree.add(paths[0]);
    expect(() => tree.add(paths[1])).toThrow(message);
  });

  test.each([[['/a/{x}', '/b/{y}']], [['/a/{x}', '/a/{x}/{y}']], [['/a/b/{x}', '/ab/{y}', '/a/{z}']], [['/{x}/a/{y}', '/b/a/{z}']], [['/a/{x}', '/a/{x}']]])('%j may be', (paths) => {
    const tree = new PathTree();
    paths.forEach((path) => tree.add(path));
    expect(() => paths.forEach((path) => tree.add(path))).not.toThrow();
  });

  test('the first to name a part stands in the error', () => {
    const tree = new PathTree();
    tree.add('/a/{x}/first');
    tree.add('/a/{x}/second');
    expect(() => tree.add('/a/{y}')).toThrow('as "/a/{x}/first" does');
  });

  test('of a path that is refused nothing stays', () => {
    const tree = new PathTree();
    tree.add('/a/{x}/b/{y}');
    expect(() => tree.add('/{new}/a')).not.toThrow();
    expect(() => tree.add('/a/{x}/b/{z}/c/{w}')).toThrow();
    expect(() => tree.add('/a/{x}/b/{y}/c/{v}')).not.toThrow();
  });

  test('a copy is a thing of its own', () => {
    const tree = new PathTree();
    tree.add('/a/{x}');
    const copy = tree.clone();
    copy.add('/c/{x}');
    expect(() => copy.add('/c/{y}')).toThrow();
    expect(() => tree.add('/c/{y}')).not.toThrow();
    expect(() => copy.add('/a/{q}')).toThrow();
  });
});

test.each<[string[], number]>([
  [[], 0], [['/'], 0], [['/a'], 1], [['/a', '/a'], 1], [['/a/b/c'], 3], [['/a/b', '/a/c'], 3], [['/a/b', '/ab'], 3], [['/a/{x}', '/a/{x}/b', '/'], 3], [['/a/a'], 2],
])('%j are %d resources', (paths, count) => {
  expect(countPathParts(paths)).toBe(count);
});
