import { ORIGIN_SECRET_HEADER, STORE_KEY_API_KEY, STORE_KEY_ORIGIN_SECRET, VIEWER_ADDRESS_HEADER } from '../../contracts/origin-secret';

/**
 * Code of the CloudFront function that every request to the API passes (runtime 2.0: no `class`, no network, 10 KB at most).
 *
 * It writes its headers over whatever the client sent under their names, and fails closed: without the secret nothing is sent on. A client
 * with a key of its own keeps it; the website's pages send none.
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

async function handler(event) {
  const request = event.request;
${apiPath === '' ? '' : `  if (!request.uri.startsWith(${JSON.stringify(`${apiPath}/`)})) {
    return refusal(400, 'Bad Request');
  }
  request.uri = request.uri.slice(${apiPath.length});
`}  try {
    request.headers[${JSON.stringify(ORIGIN_SECRET_HEADER)}] = { value: await store.get(${JSON.stringify(STORE_KEY_ORIGIN_SECRET)}) };
${addsApiKey ? `    if (!request.headers['x-api-key']) {
      request.headers['x-api-key'] = { value: await store.get(${JSON.stringify(STORE_KEY_API_KEY)}) };
    }
` : ''}  } catch (error) {
    return refusal(503, 'Service Unavailable');
  }
  request.headers[${JSON.stringify(VIEWER_ADDRESS_HEADER)}] = { value: event.viewer.ip };
  return request;
}
`;
}

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
