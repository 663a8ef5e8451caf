import { DecisionLog } from '../../../lambda/jwt-authorizer/decision-log';
import { principalDigest } from '../../../lambda/jwt-authorizer/principal-digest';

const lines: unknown[][] = [];
const write = (name: string) => (...line: unknown[]) => void lines.push([name, ...line]);
const log = (level: number) => new DecisionLog({ level, debug: write('debug'), warn: write('warn'), error: write('error') });
const ISSUER = 'https://id.example.com/';
const decision = { requestId: 'r', extendedRequestId: 'e', apiId: 'a', route: 'GET /x', issuer: ISSUER, subject: `${ISSUER}#sub=user-1` };
/** What makes CloudWatch count the line, by reason and for the API as a whole. */
const metric = (apiId: string, reason: string) => ({
  _aws: {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [{
      Namespace: 'SecureRestApi/JwtAuthorizer', Dimensions: [['ApiId', 'Reason'], ['ApiId']], Metrics: [{ Name: 'Denied', Unit: 'Count' }],
    }],
  },
  ApiId: apiId,
  Reason: reason,
  Denied: 1,
});

beforeEach(() => {
  lines.length = 0;
});

test.each([[4, true], [8, true], [9, false], [12, false]])('at level %d allowed requests have a line: %s', (level, hasLine) => {
  expect(log(level).writesAllowed).toBe(hasLine);
});

test('a request that is allowed is told by who and where', () => {
  log(8).allowed(decision);
  expect(lines).toEqual([['debug', 'allowed', {
    correlation_id: 'r', extended_request_id: 'e', route: 'GET /x', issuer: 'https://id.example.com/', subject: principalDigest(decision.subject), reason: 'allowed', status: 200,
  }]]);
});

test.each([12, 16])('at level %d a denial is a line that is counted', (level) => {
  log(level).denied(decision, 'access_insufficient', 403);
  expect(lines).toEqual([['warn', 'denied', {
    correlation_id: 'r',
    extended_request_id: 'e',
    route: 'GET /x',
    issuer: 'https://id.example.com/',
    subject: principalDigest(decision.subject),
    reason: 'access_insufficient',
    status: 403,
    ...metric('a', 'access_insufficient'),
  }]]);
});

test('a denial of which nothing is known is counted too', () => {
  log(12).denied({}, 'configuration_invalid', 403);
  const line = { route: 'unknown', subject: undefined, status: 403, ...metric('unknown', 'configuration_invalid') };
  expect(lines).toEqual([['warn', 'denied', expect.objectContaining(line)]]);
});

test('at a quieter level a denial is counted, and nothing else is written of it', () => {
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  log(17).denied(decision, 'token_expired', 401);
  const written = out.mock.calls.map(([text]) => String(text));
  out.mockRestore();
  expect(lines).toEqual([]);
  expect(written.map((text) => text.endsWith('\n'))).toEqual([true]);
  expect(JSON.parse(written[0])).toEqual(metric('a', 'token_expired'));
});

describe('how long decisions took', () => {
  const START = 1_700_000_000_000;
  const keySetAge = jest.fn();

  /** The lines of a log that is told of decisions at these milliseconds after its start, each as long as its number. */
  function written(moments: number[], apiId: unknown = 'a'): Array<{ readonly [name: string]: unknown }> {
    const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const clock = jest.spyOn(Date, 'now');
    const its = log(16);
    keySetAge.mockReset().mockReturnValue(7);
    moments.forEach((moment, index) => {
      clock.mockReturnValue(START + moment);
      its.took(index + 1, keySetAge, apiId);
    });
    const texts = out.mock.calls.map(([text]) => String(text));
    out.mockRestore();
    clock.mockRestore();
    return texts.map((text) => JSON.parse(text) as { readonly [name: string]: unknown });
  }

  test('has the first one of a process at once, with the age of the keys', () => {
    expect(written([0])).toEqual([{
      _aws: {
        Timestamp: START,
        CloudWatchMetrics: [{
          Namespace: 'SecureRestApi/JwtAuthorizer',
          Dimensions: [['ApiId']],
          Metrics: [{ Name: 'DecisionTime', Unit: 'Milliseconds' }, { Name: 'KeySetAge', Unit: 'Seconds' }],
        }],
      },
      ApiId: 'a',
      DecisionTime: [1],
      KeySetAge: 7,
    }]);
    expect(written([0], null)).toMatchObject([{ ApiId: 'unknown' }]);
  });

  test('has all of a minute together then, and asks for the age of the keys when it writes', () => {
    expect(written([0, 1, 59_999]).map(({ DecisionTime }) => DecisionTime)).toEqual([[1]]);
    expect(keySetAge).toHaveBeenCalledTimes(1);
    expect(written([0, 1, 59_999, 60_000, 60_001, 119_999, 120_000]).map(({ DecisionTime }) => DecisionTime)).toEqual([[1], [2, 3, 4], [5, 6, 7]]);
    expect(keySetAge).toHaveBeenCalledTimes(3);
  });

  test('has no more than a metric may have values in one line', () => {
    expect(written(Array.from({ length: 203 }, () => 0)).map(({ DecisionTime }) => (DecisionTime as number[]).length)).toEqual([1, 100, 100]);
  });
});

test('what a person should look at is an error', () => {
  const error = new Error('x');
  log(20).failed('keys ignored', error);
  expect(lines).toEqual([['error', 'keys ignored', error]]);
});
