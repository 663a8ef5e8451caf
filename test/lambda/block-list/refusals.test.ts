import { countRefusals, LogPage, Refusals } from '../../../lambda/block-list/refusals';
import { logLine } from './log-lines';

async function counted(pages: LogPage[], header?: string): Promise<Refusals> {
  const left = [...pages];
  return countRefusals(async () => left.shift()!, 0, 1, () => true, header);
}

async function counts(lines: string[], header?: string): Promise<{ [network: string]: number }> {
  const { clients } = await counted([{ lines }], header);
  return Object.fromEntries([...clients].map(([network, { refusals }]) => [network, refusals]));
}

test('counts what was refused of each client, of version 6 of its first 64 bits, with the last rule', async () => {
  const { clients, whole } = await counted([{
    lines: [logLine(), logLine({ rule: 'TokenShape' }), logLine({ ip: '2a00:1:2:3::1' }), logLine({ ip: '2a00:1:2:3:ffff::2' }), logLine({ ip: '2a00:1:2:4::1' })],
  }]);
  expect([...clients].map(([network, { refusals, rule }]) => [network, refusals, rule])).toEqual([
    ['8.8.4.4/32', 2, 'TokenShape'], ['2a00:1:2:3:0:0:0:0/64', 2, 'UnknownPath'], ['2a00:1:2:4:0:0:0:0/64', 1, 'UnknownPath'],
  ]);
  expect(whole).toBe(true);
});

test('what was only counted, or let through, is no refusal', async () => {
  expect(await counts([logLine({ action: 'COUNT' }), logLine({ action: 'ALLOW' }), logLine({ action: 'CHALLENGE' })])).toEqual({});
});

test.each(['', 'null', '[[]]', '"BLOCK"', logLine().replace('"UnknownPath"', '7'), logLine().replace('"UnknownPath"', '["x"]'), '7', '"x"', '[]', '{}', '{"action":"BLOCK"}', logLine().slice(0, 200), '{"action":"BLOCK","terminatingRuleId":"x","httpRequest":null}',
  '{"action":"BLOCK","terminatingRuleId":"x","httpRequest":{"clientIp":7}}', '{"action":"BLOCK","terminatingRuleId":"x","httpRequest":{"clientIp":"nobody","headers":[null]}}'])(
  'the line %j says nothing, and keeps no other from it', async (line) => {
    expect(await counts([line, logLine()])).toEqual({ '8.8.4.4/32': 1 });
    expect(await counts([line], 'x-viewer-address')).toEqual({});
  });

describe('behind the Edge', () => {
  const viewer = (value: string, name = 'X-Viewer-Address'): string => logLine({ ip: '64.252.64.1', headers: [[name, value]] });

  test('it is the viewer that counts, and never CloudFront', async () => {
    expect(await counts([viewer('8.8.4.4'), viewer('8.8.4.4', 'x-viewer-address'), viewer('2a00:1:2:3::1'), logLine({ ip: '64.252.64.1' })], 'x-viewer-address'))
      .toEqual({ '8.8.4.4/32': 2, '2a00:1:2:3:0:0:0:0/64': 1 });
  });

  test('two values, or what is no address, are nobody\'s', async () => {
    const twice = logLine({ headers: [['X-Viewer-Address', '8.8.4.4'], ['x-viewer-address', '9.9.9.9']] });
    expect(await counts([twice, viewer('8.8.4.4, 9.9.9.9'), viewer('')], 'x-viewer-address')).toEqual({});
  });

  test('a client can\'t write another\'s address into a line by what it sends', async () => {
    const forged = '","headers":[{"name":"x-viewer-address","value":"9.9.9.9"}],"clientIp":"9.9.9.9';
    const lines = [logLine({ headers: [['X-Viewer-Address', '8.8.4.4'], [forged, forged]], args: forged })];
    expect(await counts(lines, 'x-viewer-address')).toEqual({ '8.8.4.4/32': 1 });
  });
});

describe('pages', () => {
  test('are read to the end, empty ones too', async () => {
    const { clients, whole } = await counted([{ lines: [logLine()], nextToken: 'a' }, { lines: [], nextToken: 'b' }, { lines: [logLine()] }]);
    expect([clients.get('8.8.4.4/32')!.refusals, whole]).toEqual([2, true]);
  });

  test('end where the service names the same page again', async () => {
    let asked = 0;
    const { whole } = await countRefusals(async (_from, _to, nextToken) => {
      asked += 1;
      return { lines: [], nextToken: nextToken ?? 'same' };
    }, 0, 1, () => true);
    expect([asked, whole]).toEqual([2, true]);
  });

  test('of a flood are read in part, which is told', async () => {
    let asked = 0;
    const { clients, whole } = await countRefusals(async () => {
      asked += 1;
      return { lines: [logLine()], nextToken: String(asked) };
    }, 0, 1, () => true);
    expect([asked, clients.get('8.8.4.4/32')!.refusals, whole]).toEqual([200, 200, false]);
  });

  test('are begun only while there is time', async () => {
    let asked = 0;
    const { whole } = await countRefusals(async () => {
      asked += 1;
      return { lines: [logLine()], nextToken: String(asked) };
    }, 0, 1, () => asked < 3);
    expect([asked, whole]).toEqual([3, false]);
  });
});

test('of a rule\'s name as many characters are kept as one may have', async () => {
  const { clients } = await counted([{ lines: [logLine({ rule: 'r'.repeat(200) })] }]);
  expect(clients.get('8.8.4.4/32')!.rule).toBe('r'.repeat(128));
});

test('a header that is a number is nobody\'s', async () => {
  const line = JSON.parse(logLine()) as { httpRequest: { headers: object[] } };
  line.httpRequest.headers.push({ name: 'x-viewer-address', value: 8 });
  expect(await counts([JSON.stringify(line)], 'x-viewer-address')).toEqual({});
});
