import { isUtf8 } from 'buffer';

/** `contentHandling` of an integration or of its response; empty where neither says it. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | '';

/** Where a payload is to be text or bytes. */
export interface PayloadRules {
  /** Whether its type is one of the API's binary ones. */
  readonly isBinary: boolean;
  readonly handling: ContentHandling;
  /** What becomes of it where nobody says: of a request that it stays what it is, of an answer what the client's `Accept` asks for. */
  readonly otherwise: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | 'as it is';
}

/**
 * Bytes and text of a body on its way through an integration without a proxy: bytes become Base64 where text is asked for, and Base64 bytes where
 * bytes are. Text that is no UTF-8 comes out with replacement characters, as API Gateway writes them.
 *
 * @returns nothing where bytes are asked for and the text is no Base64, which API Gateway answers with 500
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function convertedPayload(body: Buffer, { isBinary, handling, otherwise }: PayloadRules): Buffer | undefined {
  const wanted = handling === '' ? otherwise : handling;
  if (isBinary) {
    return wanted === 'CONVERT_TO_TEXT' ? Buffer.from(body.toString('base64')) : body;
  }
  if (wanted !== 'CONVERT_TO_BINARY') {
    return isUtf8(body) ? body : Buffer.from(body.toString('utf8'));
  }
  const text = body.toString('latin1').replace(/\s/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** `contentHandling` as a document has it. */
export function contentHandlingOf(value: unknown): ContentHandling {
  const handling = typeof value === 'string' ? value.toUpperCase() : '';
  return handling === 'CONVERT_TO_BINARY' || handling === 'CONVERT_TO_TEXT' ? handling : '';
}
