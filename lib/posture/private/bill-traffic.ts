import { BillSource } from './bill-source';

/** A month, as AWS's own calculator has it. */
export const HOURS = 730;
const SECONDS = HOURS * 3_600;

/**
 * What an account's APIs in a region get together unless AWS raised it: the end of what methods without another one add up to.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const ACCOUNT_RATE = 10_000;
const ACCOUNT_BURST = 5_000;

/** The current key and the previous one: each has the plan's throttle and quota of its own. docs/api-key-rotation.md */
const KEYS_OF_A_CONSUMER = 2;

/** Requests of a month at the limits. */
export interface BillTraffic {
  /** That pass the throttles. */
  readonly arriving: number;
  /** Of these, that reach a target, and so cost API Gateway's price. */
  readonly served: number;
  /** That invoke the authorizer: each brings a token of its own, so that its cache holds none of them. */
  readonly authorized: number;
  /** That the authorizer refuses, with a line. */
  readonly denied: number;
}

/**
 * Everything at its limit, all month.
 *
 * The throttle of a stage holds for each method: "Per-API, per-stage throttling limits are applied at the API method level for a stage".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 *
 * Requests without a key that works, or over its plan's limits, cost no request of API Gateway, and neither do those that the authorizer refuses:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-pricing.html. What they cost elsewhere counts.
 */
export function billTraffic({ methods, consumers, addressRate }: BillSource): BillTraffic {
  const through = (chosen: BillSource['methods']): number => Math.min(
    inAMonth(Math.min(sum(chosen.map(({ rate }) => rate ?? ACCOUNT_RATE)), ACCOUNT_RATE), sum(chosen.map(({ burst }) => burst ?? ACCOUNT_BURST))),
    addressRate === undefined ? Infinity : addressRate * SECONDS,
  );
  const arriving = through(methods);
  const keyed = Math.min(through(methods.filter(({ apiKey }) => apiKey)), sum(consumers.map(allowance)));
  const served = Math.min(arriving, keyed + through(methods.filter(({ apiKey }) => !apiKey)));
  const authorized = Math.min(arriving, through(methods.filter(({ authorizer }) => authorizer)));
  return { arriving, served, authorized, denied: Math.min(authorized, arriving - served) };
}

function allowance({ rate, burst, quota }: BillSource['consumers'][number]): number {
  return KEYS_OF_A_CONSUMER * Math.min(quota ?? Infinity, inAMonth(rate ?? ACCOUNT_RATE, burst ?? ACCOUNT_BURST));
}

/** A token bucket gives its rate, and once what is in it. */
function inAMonth(rate: number, burst: number): number {
  return rate === 0 ? 0 : rate * SECONDS + Math.min(burst, ACCOUNT_BURST);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
