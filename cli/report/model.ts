import { WorstBill } from '../../lib/posture/worst-bill';

/** What a report says where neither posture nor template tells. */
export const UNKNOWN = 'unknown';

/** How far a route is on the way from keys to claims; `level` is absent where it can't be told. */
export interface Maturity {
  readonly level?: 0 | 1 | 2 | 3;
  /** What decided. */
  readonly why: string;
}

/** Something that a role may do. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  readonly denied: boolean;
  readonly conditions: boolean;
}

/** The role that API Gateway takes on for a route. */
export interface RoleReport {
  readonly name: string;
  /** Absent where the role's policies stand elsewhere. */
  readonly may?: Permission[];
}

/** Why something is as it is although the default is stricter. */
export interface ExceptionReport {
  /** Such as `GET /orders`, or the part of the API. */
  readonly place: string;
  readonly kind: string;
  readonly reason: string;
}

/** Something that nobody enforces, or that is wider than it may look. */
export interface UnenforcedReport {
  readonly place: string;
  readonly what: string;
  readonly detail: string;
}

export interface RouteReport {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  /** Paths of other routes where this one answers too. */
  readonly alsoServes: string[];
  readonly access: string;
  readonly key: 'required' | 'no' | typeof UNKNOWN;
  readonly validation: string[];
  readonly throttle: string;
  readonly target: string;
  readonly role?: RoleReport;
  readonly maturity: Maturity;
  readonly exceptions: ExceptionReport[];
}

export interface FirewallRuleReport {
  readonly name: string;
  readonly priority: number;
  readonly action: string;
  readonly wcu?: number;
  readonly purpose: string;
}

/** A web ACL in the way of a request. */
export interface FirewallReport {
  /** Such as `before the stage`. */
  readonly place: string;
  readonly rules: FirewallRuleReport[];
  readonly wcu?: number;
  readonly budget?: number;
  /** Why there are no rules to show, where that is so. */
  readonly note?: string;
}

/** A row of facts under its heading: a name, and what is to be said of it. */
export interface FactReport {
  readonly name: string;
  readonly facts: string[];
}

/** An API as a report shows it. */
export interface ApiReport {
  /** Place in the app, or logical id. */
  readonly name: string;
  /** REST, HTTP or WebSocket. */
  readonly kind: 'REST' | 'HTTP' | 'WebSocket';
  readonly file: string;
  readonly stack: string;
  readonly stages: string[];
  /** Whether its construct wrote a posture file; without one the template alone tells. */
  readonly posture: boolean;
  readonly maturity: Maturity;
  readonly routes: RouteReport[];
  /** Preflights of CORS, which browsers send without key and token and which are no routes of the table. */
  readonly preflights: number;
  readonly layers: FactReport[];
  readonly firewalls: FirewallReport[];
  readonly issuers: FactReport[];
  readonly consumers: FactReport[];
  readonly exceptions: ExceptionReport[];
  readonly unenforced: UnenforcedReport[];
  /** A month at the configured limits, as the posture has it. */
  readonly worstBill?: WorstBill;
}
