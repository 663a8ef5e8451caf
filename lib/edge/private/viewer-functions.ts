import {
  KEY_SOURCE_CALLER, KEY_SOURCE_HEADER, KEY_SOURCE_WEBSITE, ORIGIN_SECRET_HEADER, STORE_KEY_API_KEY, STORE_KEY_ORIGIN_SECRET,
  VIEWER_ADDRESS_HEADER, VIEWER_NETWORK_HEADER,
} from '../../contracts/origin-secret';

/**
 * Code of the CloudFront function that every request to the API passes (runtime 2.0: no `class`, no network, 10 KB at most).
 *
 * It writes its headers over whatever the client sent under their names, and fails closed: without the secret nothing is sent on. A client
 * with a key of its own keeps it; the website's pages send none, and get the website's. Which of the two it was stands in a header, so that
 * the authorizer can tell a page of the website from a consumer who leaves out its key.
 *
 * CloudFront matches a behavior by the normalized path and hands the raw one over, so a path like `/x/../api/orders` comes here as it was
 * sent: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 *
 * @param apiPath first part of the path, with a slash before it, that the API does not know; empty where the API is at the root
 * @param addsApiKey whether requests without a key get the website's
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export function apiFunctionCode(apiPath: string, addsApiKey: boolean): string {
  return `import cf from 'cloudfront';

const store = cf.kvs();

function refusal(statusCode, statusDescription) {
  return {
    statusCode: statusCode,
    statusDescription: statusDescription,
    headers: { 'content-type': { value: 'application/json' }, 'cache-control': { value: 'no-store' } },
    body: '{"message":"' + statusDescription + '"}',
  };
}

// Lines of one name are one field, and those behind the first stay where they are not written over too.
function write(headers, name, value) {
  headers[name] = headers[name] && headers[name].multiValue ? { value: value, multiValue: [{ value: value }] } : { value: value };
}

${NETWORK_OF}
async function handler(event) {
  const request = event.request;
${apiPath === '' ? '' : `  if (!request.uri.startsWith(${JSON.stringify(`${apiPath}/`)})) {
    return refusal(400, 'Bad Request');
  }
  request.uri = request.uri.slice(${apiPath.length});
`}  try {
    write(request.headers, ${JSON.stringify(ORIGIN_SECRET_HEADER)}, await store.get(${JSON.stringify(STORE_KEY_ORIGIN_SECRET)}));
${addsApiKey ? `    if (request.headers['x-api-key']) {
      write(request.headers, ${JSON.stringify(KEY_SOURCE_HEADER)}, ${JSON.stringify(KEY_SOURCE_CALLER)});
    } else {
      request.headers['x-api-key'] = { value: await store.get(${JSON.stringify(STORE_KEY_API_KEY)}) };
      write(request.headers, ${JSON.stringify(KEY_SOURCE_HEADER)}, ${JSON.stringify(KEY_SOURCE_WEBSITE)});
    }
` : ''}  } catch (error) {
    return refusal(503, 'Service Unavailable');
  }
  write(request.headers, ${JSON.stringify(VIEWER_ADDRESS_HEADER)}, event.viewer.ip);
  write(request.headers, ${JSON.stringify(VIEWER_NETWORK_HEADER)}, networkOf(event.viewer.ip));
  return request;
}
`;
}

/**
 * The network that an address counts under: the address itself, and of version 6 its first 64 bits with zeros behind, as an address again,
 * since AWS WAF counts by addresses. In one spelling (RFC 5952, 4.1 and 4.3), whatever CloudFront's is. An address of version 4 in the
 * clothes of version 6 (RFC 4291, 2.5.5) is one of version 4; what is no address stays what it is, and AWS WAF refuses it after a while.
 *
 * Attack: the holder of a /64 sends each try from an address of its own.
 */
const NETWORK_OF = `function networkOf(ip) {
  if (ip.indexOf(':') < 0) {
    return ip;
  }
  const last = ip.slice(ip.lastIndexOf(':') + 1);
  if (last.indexOf('.') > 0) {
    return last;
  }
  const halves = ip.toLowerCase().split('::');
  const groups = halves[0] === '' ? [] : halves[0].split(':');
  const behind = halves.length < 2 || halves[1] === '' ? [] : halves[1].split(':');
  while (halves.length === 2 && groups.length + behind.length < 8) {
    groups.push('0');
  }
  const all = groups.concat(behind);
  if (halves.length > 2 || all.length !== 8 || !/^(?:[0-9a-f]{1,4}:){8}$/.test(all.join(':') + ':')) {
    return ip;
  }
  return all.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':') + '::';
}
`;

/**
 * Code of the CloudFront function that turns the website's paths into objects: CloudFront's default root object is for the root only.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example_cloudfront_functions_url_rewrite_single_page_apps_section.html
 */
export function websiteFunctionCode(indexDocument: string, singlePage: boolean): string {
  const index = JSON.stringify(indexDocument);
  return `function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last === '') {
    request.uri = ${singlePage ? `'/' + ${index}` : `request.uri + ${index}`};
  }${singlePage ? ` else if (!last.includes('.')) {
    request.uri = '/' + ${index};
  }` : ''}
  return request;
}
`;
}
