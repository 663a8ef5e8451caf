import { Json, JsonMap } from '../assembly';

/** An invocation, as it goes to a function's process. */
export interface FunctionCall {
  readonly id: number;
  readonly event: Json;
  /** The handler's second argument, as far as it is data. */
  readonly context: JsonMap;
  /** Milliseconds that are left. */
  readonly remaining: number;
}

/** What became of it. */
export interface FunctionReply {
  readonly id: number;
  readonly result?: Json;
  readonly error?: string;
  readonly errorType?: string;
}
