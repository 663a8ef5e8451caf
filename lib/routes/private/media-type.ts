/** What API Gateway takes an absent type for (recorded: validate-ref-no-body, mock-no-type). */
export const JSON_TYPE = 'application/json';

/** A JSON media type without parameters (RFC 6839, 3.1). */
export const JSON_MEDIA_TYPE = /^application\/([\w.+-]+\+)?json$/;

/** The same, and what servers read as JSON besides: `text/json`, `application/x-json`, lines and sequences of it. */
export const ANY_JSON = /\/(?:.*[+.-])?(?:json|ndjson|jsonl|jsonlines|json-seq|json5|jsonc)$/;
