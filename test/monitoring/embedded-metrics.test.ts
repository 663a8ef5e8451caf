import { Template } from 'aws-cdk-lib/assertions';
import { reporter } from '../../lambda/api-key-rotation/report';
import { DecisionLog } from '../../lambda/jwt-authorizer/decision-log';
import { ACCESS_REASONS, OUTAGE_REASONS, TOKEN_REASONS } from '../../lambda/jwt-authorizer/reasons';
import { writeAge } from '../../lambda/origin-secret-rotation/report';
import { AUTHORIZER_METRICS } from '../../lib/contracts/authorizer';
import { ORIGIN_METRICS, ROTATION_METRICS } from '../../lib/contracts/rotation';
import { SAMPLE_EDGE, sampleApi } from '../support/sample-api';
import { EmbeddedMetric, problemsOf } from './support/embedded-metrics';

/** What `act` writes past the logger. */
function written(act: () => void): string[] {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    act();
    return write.mock.calls.map(([line]) => String(line));
  } finally {
    write.mockRestore();
  }
}

const silent = { level: 12, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Lines of every kind that the functions write. */
function authorizerLines(): string[] {
  const lines: string[] = [];
  const log = new DecisionLog({ ...silent, warn: (...[, line]: unknown[]) => void lines.push(JSON.stringify(line)) });
  for (const reason of [...TOKEN_REASONS, ...ACCESS_REASONS, ...OUTAGE_REASONS]) {
    log.denied({ apiId: 'abcdef1234', requestId: 'r', route: 'GET /a' }, reason, 403);
  }
  log.denied({}, 'configuration_invalid', 403);
  lines.push(...written(() => log.took(0.4, () => 12.5, 'abcdef1234')), ...written(() => {
    for (let count = 0; count < 250; count += 1) {
      log.took(0.3, () => 0, undefined);
    }
  }));
  return lines;
}

function rotationLines(): string[] {
  const report = reporter(silent, 'abcdef1234');
  return written(() => {
    report({ kind: 'key_promoted', secretId: 's', versionId: 'v' });
    report({ kind: 'quota_gain', secretId: 's', gain: 5 });
    report({ kind: 'quota_carried', secretId: 's', spent: 5, remaining: 6 });
    report({ kind: 'keys_reported', consumers: 2, ageSeconds: 5, agePercent: 6, quotaUsedPercent: 7 });
    report({ kind: 'quota_near', secretId: 's', usedPercent: 81 });
    report({ kind: 'rotation_overdue', secretId: 's', hours: 81 });
  });
}

const ORIGIN_LINES = written(() => writeAge('abcdef1234', { ageSeconds: 86_400, agePercent: 100 }));
const LINES = [...authorizerLines(), ...rotationLines(), ...ORIGIN_LINES];
const METRICS = LINES.map((line) => JSON.parse(line) as EmbeddedMetric);
const NAMES = METRICS.flatMap(({ _aws }) => _aws.CloudWatchMetrics.flatMap(({ Namespace, Metrics }) => Metrics.map(({ Name }) => `${Namespace} ${Name}`)));

test('every line is an embedded metric by AWS\'s schema', () => {
  expect(LINES.length).toBeGreaterThan(30);
  expect(LINES.flatMap(problemsOf)).toEqual([]);
});

test('the schema is one that notices', () => {
  const [line] = LINES;
  expect(problemsOf(line.replace('"Unit":"Count"', '"Unit":"Pieces"'))).not.toEqual([]);
  expect(problemsOf(line.replace('"Timestamp":', '"timestamp":'))).not.toEqual([]);
  expect(problemsOf(line.replace('"Denied":1', '"Denied":"1"'))).toEqual(['Denied must be a number, or up to 100 of them']);
  expect(problemsOf(line.replace('"ApiId":"abcdef1234"', '"ApiId":7'))).toContain('ApiId must be a text');
});

test('no dimension has a value that a client can choose, or one for each consumer', () => {
  const dimensions = new Set(METRICS.flatMap(({ _aws }) => _aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat())));
  expect([...dimensions].sort()).toEqual(['ApiId', 'Reason', 'RestApiId']);
});

test('there are as many metrics as the bill counts', () => {
  const own = new Set(NAMES);
  expect([...own].filter((name) => name.startsWith('SecureRestApi/JwtAuthorizer ')).length).toBe(AUTHORIZER_METRICS);
  expect([...own].filter((name) => name.startsWith('SecureRestApi ')).length).toBe(ROTATION_METRICS + ORIGIN_METRICS);
});

test('what the alarms and the dashboard read of them is written', () => {
  const template = JSON.stringify(Template.fromStack(sampleApi({ edge: SAMPLE_EDGE }).stack).toJSON());
  for (const name of NAMES) {
    expect(template).toContain(name.split(' ')[1]);
  }
});

describe('times of decisions', () => {
  const timesOf = (line: string): number[] => (JSON.parse(line) as { readonly DecisionTime: number[] }).DecisionTime;

  test('the first has a line of its own, the next ones one a minute together', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const log = new DecisionLog(silent);
    const lines = written(() => {
      for (let second = 0; second <= 65; second += 1) {
        jest.setSystemTime(1_000_000 + second * 1_000);
        log.took(second, () => 3, 'abcdef1234');
      }
    });
    jest.useRealTimers();
    expect(lines.map((line) => timesOf(line).length)).toEqual([1, 60]);
    expect(JSON.parse(lines[1])).toMatchObject({ ApiId: 'abcdef1234', KeySetAge: 3 });
  });

  test('a busy function writes a line for a hundred, as many as a metric takes', () => {
    const log = new DecisionLog(silent);
    const lines = written(() => {
      for (let count = 0; count < 250; count += 1) {
        log.took(count, () => 0, 'abcdef1234');
      }
    });
    expect(lines.map((line) => timesOf(line).length)).toEqual([1, 100, 100]);
  });
});
