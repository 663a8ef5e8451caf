/** A JSON media type without parameters (RFC 6839, 3.1). */
export const JSON_MEDIA_TYPE = /^application\/([\w.+-]+\+)?json$/;
