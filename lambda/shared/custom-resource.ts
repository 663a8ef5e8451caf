import { request as httpRequest } from 'http';
import { request as httpsRequest } from 'https';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';

/** What a handler did for CloudFormation. */
export interface CustomResourceOutcome {
  readonly physicalResourceId: string;
  /** Why it failed, without any secret; absent on success. */
  readonly failure?: string;
  /** Attributes for `Fn::GetAtt`; nothing secret, since they stand in the stack's events. */
  readonly data?: { readonly [name: string]: string };
}

/** CloudFormation takes at most 4 KB as an answer; a reason longer than this helps nobody. */
const LONGEST_REASON = 1_000;
const ATTEMPTS = 3;

/**
 * Tells CloudFormation how a custom resource went. Without an answer a stack hangs for an hour, so a failed upload is tried again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(event: CloudFormationCustomResourceEvent, outcome: CustomResourceOutcome): Promise<void> {
  const response: CloudFormationCustomResourceResponse = {
    Status: outcome.failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: (outcome.failure ?? 'Done').slice(0, LONGEST_REASON),
    PhysicalResourceId: outcome.physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    ...outcome.data && { Data: outcome.data },
  };
  const body = JSON.stringify(response);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upload(event.ResponseURL, body);
    } catch (error) {
      if (attempt === ATTEMPTS) {
        // The address is presigned: it must not reach a log by way of the error.
        throw new Error(`CloudFormation could not be answered: ${(error as NodeJS.ErrnoException).code ?? 'request failed'}`);
      }
    }
  }
}

function upload(address: string, body: string): Promise<void> {
  const url = new URL(address);
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    // The presigned address was signed for an empty content type.
    const outgoing = request(url, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) }, timeout: 10_000 }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`))));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
