import { Names } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A question to the access log that an operator asks again and again. */
interface SavedQuery {
  readonly name: string;
  readonly lines: logs.QueryStringProps;
}

const QUERIES: readonly SavedQuery[] = [
  {
    name: 'Who was refused, and why',
    lines: {
      filterStatements: ['status >= 400'],
      statsStatements: ['count(*) as requests by status, responseType, route, apiKeyId, sourceIp'],
      sort: 'requests desc',
      limit: 100,
    },
  },
  {
    name: 'One consumer',
    lines: {
      fields: ['@timestamp', 'method', 'route', 'status', 'responseType', 'latency', 'sourceIp', 'principal', 'extendedRequestId'],
      filterStatements: ['apiKeyId = "REPLACE WITH THE ID OF THE API KEY"'],
      sort: '@timestamp desc',
      limit: 1_000,
    },
  },
  {
    name: 'One address',
    lines: {
      fields: ['@timestamp', 'method', 'route', 'status', 'responseType', 'apiKeyId', 'principal', 'extendedRequestId'],
      filterStatements: ['sourceIp = "REPLACE WITH THE ADDRESS"'],
      sort: '@timestamp desc',
      limit: 1_000,
    },
  },
  {
    name: 'Slow routes',
    lines: {
      filterStatements: ['status < 500'],
      statsStatements: ['count(*) as requests, pct(latency, 50) as p50, pct(latency, 99) as p99, pct(integrationLatency, 99) as target99 by method, route'],
      sort: 'p99 desc',
      limit: 50,
    },
  },
  {
    name: 'What changed, by the hour',
    lines: {
      statsStatements: ['count(*) as requests by bin(1h), status, method, route'],
      sort: '@timestamp desc',
      limit: 1_000,
    },
  },
];

/**
 * Questions to the access log, saved where an operator looks for them. They cost nothing until they are run.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */
export function saveQueries(scope: Construct, accessLog: logs.ILogGroup): void {
  const folder = Names.uniqueResourceName(scope, { maxLength: 180, separator: '-' });
  QUERIES.forEach(({ name, lines }) => {
    new logs.QueryDefinition(scope, `Query ${name}`.replace(/[^A-Za-z]+/g, ''), {
      queryDefinitionName: `${folder}/${name}`,
      queryString: new logs.QueryString(lines),
      logGroups: [accessLog],
    });
  });
}
