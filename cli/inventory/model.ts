import { Finding } from '../check/findings';
import { Maturity, RouteReport, UNKNOWN } from '../report/model';
import { Problem } from './live/read-region';

/** Whether AWS WAF stands before a stage. */
export type WebAclAnswer = 'associated' | 'none in the template' | 'not possible' | 'none' | typeof UNKNOWN;

export interface InventoryStage {
  readonly name: string;
  readonly webAcl: WebAclAnswer;
  /** Of a deployed one: when something was deployed to it last, as ISO 8601, or `unknown`. */
  readonly lastDeployment?: string;
  /** Of a deployed one: whether it has a log of who called what. */
  readonly accessLog?: boolean;
  readonly tags?: { readonly [key: string]: string };
}

/** What a rule of the pack found at something deployed. */
export type InventoryFinding = Pick<Finding, 'id' | 'level' | 'message' | 'help' | 'acknowledged'>;

/** Whether a template that was given names a deployed API, and how that is known. */
export interface Standing {
  readonly status: 'known' | 'unknown' | 'not compared';
  readonly why: string;
  /** The template that names it. */
  readonly file?: string;
}

/** What is known of a deployed API only. */
export interface Deployed {
  readonly region: string;
  readonly id: string;
  readonly standing: Standing;
  readonly created: string;
  /** Whether it answers under its own name, or under domain names only. */
  readonly executeApi: 'open' | 'disabled';
  /** With their base paths. */
  readonly domains: string[];
  readonly authorizers: string[];
  readonly findings: InventoryFinding[];
}

/** A route, in the words of the report. */
export type InventoryRoute = Pick<RouteReport, 'method' | 'path' | 'operationId' | 'access' | 'key' | 'target' | 'maturity'>;

/** An API as the inventory lists it. */
export interface InventoryApi {
  /** Place in the app, or logical id; of a deployed one its name. */
  readonly name: string;
  readonly kind: 'REST' | 'HTTP' | 'WebSocket';
  /** Template that it stands in; absent of a deployed one. */
  readonly file?: string;
  /** Absent where no stack of CloudFormation made it. */
  readonly stack?: string;
  readonly logicalId?: string;
  /** Only of what was read from an account. */
  readonly deployed?: Deployed;
  /** Of one in a template, beside a reading of accounts: where it is deployed, as region and id. */
  readonly deployedAs?: string[];
  /** Whether its construct is of this library and wrote a posture file. */
  readonly posture: boolean;
  /** What the owner's tag says; absent where there is none. */
  readonly owner?: string;
  readonly tags: { readonly [key: string]: string };
  readonly maturity: Maturity;
  readonly stages: InventoryStage[];
  readonly routes: InventoryRoute[];
  /** Whether there are no others than these. */
  readonly routesComplete: boolean;
  /** What is not known of it, in sentences. */
  readonly unknown: string[];
}

/** Where an API could be that the inventory does not have. */
export interface BlindSpot {
  readonly place: string;
  readonly what: string;
}

export interface Inventory {
  /** Key of the tag that names an owner. */
  readonly ownerTag: string;
  /** How many templates were read. */
  readonly templates: number;
  readonly apis: InventoryApi[];
  readonly blindSpots: BlindSpot[];
  /** Only where accounts were read. */
  readonly live?: Live;
}

export interface Live {
  readonly regions: string[];
  readonly problems: Problem[];
}
