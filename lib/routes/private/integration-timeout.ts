import { Duration } from 'aws-cdk-lib';

/** Not raisable for every API, so never asked for: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const LONGEST_TIMEOUT = Duration.seconds(29);
export const SHORTEST_TIMEOUT = Duration.millis(50);
