import { TraceEntry } from '../types';

/** What whoever started a session is told while it runs. */
export interface SessionListener {
  /** Something that a person should know, once. */
  notice(text: string): void;
  /** A line of the stage's own access log. */
  accessLog(line: string): void;
  /** A line that a function wrote. */
  functionLog(functionName: string, line: string): void;
  /** A function failed: it threw, ran out of time or memory. */
  functionFailed(functionName: string, message: string): void;
  /** A request was answered. */
  answered(request: AnsweredRequest): void;
}

/** A request and how it fared. */
export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly trace: readonly TraceEntry[];
}

/** How a session is started. */
export interface SessionOptions {
  /** Output of `cdk synth`. */
  readonly directory: string;
  /** Port of the first API; the others follow. 0 takes free ones. */
  readonly port: number;
  /** Plain HTTP also where an Edge or a domain stands before an API. */
  readonly plainHttp?: boolean;
  /** A certificate of the user's own, as PEM, in the place of the one that is made for the session. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** Authorities of the clients' certificates, as PEM, for domains with mutual TLS. */
  readonly clientAuthorities?: string;
  /** Addresses of AWS services by their name, such as `dynamodb`. */
  readonly endpoints?: { readonly [service: string]: string };
  /** Addresses of functions that can't be run here, by logical id. */
  readonly stubs?: { readonly [logicalId: string]: string };
  /** CloudFormation parameters. */
  readonly parameters?: { readonly [name: string]: string };
  /** Folder with the bundles that run in the functions' processes. */
  readonly bundles: string;
  readonly listener: SessionListener;
}
