/**
 * A header that the firewall refuses, since common servers read another host, address or user from it, and that this API takes all the same.
 */
export interface HeaderAcceptance {
  /** Name of the header, such as `X-Forwarded-Host`. */
  readonly name: string;

  /** Why clients send it, and why no server behind the API believes it: a sentence, shown in the posture report. */
  readonly reason: string;
}
