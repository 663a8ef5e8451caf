/** The alarms of an API. Each tells `alarmActions`, and its description says what to do. */
export enum MonitoringAlarm {
  /** More 401 than usual: tokens that expired, were forged, or whose issuer changed its keys. */
  UNAUTHORIZED = 'Unauthorized',
  /** More 403 of the API itself than usual: callers without a key, or without the role, scope or claim. */
  FORBIDDEN = 'Forbidden',
  /** More 429 of the API itself than usual: a throttle of the stage or of a consumer. */
  THROTTLED = 'Throttled',
  /** A consumer has used most of its quota. */
  QUOTA_NEAR = 'QuotaNear',
  /** A consumer's quota is used up. */
  QUOTA_EXCEEDED = 'QuotaExceeded',
  /** A share of all answers is 5xx. */
  SERVER_ERRORS = 'ServerErrors',
  /** The slowest hundredth of the answers takes longer than usual. */
  LATENCY = 'Latency',
  /** More requests than usual: a flood below the limits, or a bill in the making. */
  TRAFFIC = 'Traffic',
  /** The firewall refuses more than usual. */
  FIREWALL_REFUSALS = 'FirewallRefusals',
  /** The rate rule on `loginPaths` or `signUpPaths` refuses somebody. */
  LOGIN_RATE = 'LoginRate',
  /** The authorizer failed, so that its requests were answered with 500. */
  AUTHORIZER_ERRORS = 'AuthorizerErrors',
  /** The authorizer comes near its time limit. */
  AUTHORIZER_DURATION = 'AuthorizerDuration',
  /** Lambda had no room for the authorizer, so that requests were answered with 500. */
  AUTHORIZER_THROTTLES = 'AuthorizerThrottles',
  /** The authorizer runs more often at once than half of what an account has by default. */
  AUTHORIZER_CONCURRENCY = 'AuthorizerConcurrency',
  /** An issuer's keys can't be fetched: its tokens are refused with 500. */
  KEYS_UNAVAILABLE = 'KeysUnavailable',
  /** The authorizer can't read its configuration, and refuses everybody. */
  CONFIGURATION_INVALID = 'ConfigurationInvalid',
  /** A consumer's API key was not replaced for twice the time of the schedule. */
  ROTATION_OVERDUE = 'RotationOverdue',
  /** The secret by which the API knows the Edge was not replaced for twice the time of the schedule. Only with `edge`. */
  ORIGIN_ROTATION_OVERDUE = 'OriginRotationOverdue',
}
