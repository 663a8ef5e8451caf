import { Maturity, RouteReport, UNKNOWN } from '../report/model';

/** Whether AWS WAF stands before a stage. */
export type WebAclAnswer = 'associated' | 'none in the template' | 'not possible' | 'none' | typeof UNKNOWN;

export interface InventoryStage {
  readonly name: string;
  readonly webAcl: WebAclAnswer;
}

/** A route, in the words of the report. */
export type InventoryRoute = Pick<RouteReport, 'method' | 'path' | 'operationId' | 'access' | 'key' | 'target' | 'maturity'>;

/** An API as the inventory lists it. */
export interface InventoryApi {
  /** Place in the app, or logical id. */
  readonly name: string;
  readonly kind: 'REST' | 'HTTP' | 'WebSocket';
  readonly file: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Whether its construct is of this library and wrote a posture file. */
  readonly posture: boolean;
  /** What the owner's tag says; absent where there is none. */
  readonly owner?: string;
  readonly tags: { readonly [key: string]: string };
  readonly maturity: Maturity;
  readonly stages: InventoryStage[];
  readonly routes: InventoryRoute[];
  /** What is not known of it, in sentences: where there is any, routes, tags or stages may be missing. */
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
}
