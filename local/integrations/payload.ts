import { isUtf8 } from 'buffer';

/** What `contentHandling` of an integration or of its response asks for. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';

/**
 * Bytes and text of a body on its way through an integration without a proxy: bytes become Base64 where text is asked for, and Base64 bytes where
 * bytes are. Text that is no UTF-8 comes out with replacement characters, as API Gateway writes them.
 *
 * @param isBinary whether its type is one of the API's binary ones
 * @param wanted what is asked for; without it, the payload stays what it is
 * @returns nothing where bytes are asked for and the text is no Base64, which API Gateway answers with 500
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function convertedPayload(body: Buffer, isBinary: boolean, wanted: ContentHandling | undefined): Buffer | undefined {
  if (isBinary) {
    return wanted === 'CONVERT_TO_TEXT' ? Buffer.from(body.toString('base64')) : body;
  }
  if (wanted !== 'CONVERT_TO_BINARY') {
    return isUtf8(body) ? body : Buffer.from(body.toString('utf8'));
  }
  const text = body.toString('latin1').replace(/\s/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** `contentHandling` as a document has it, where it is one. */
export function contentHandlingOf(value: unknown): ContentHandling | undefined {
  const handling = typeof value === 'string' ? value.toUpperCase() : undefined;
  return handling === 'CONVERT_TO_BINARY' || handling === 'CONVERT_TO_TEXT' ? handling : undefined;
}
