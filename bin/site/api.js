/**
 * The orders API as the page sees it: its requests, the shapes of its answers (bin/orders.yaml), and what to tell the user when it
 * refuses. No API key is here: the page's requests go through CloudFront, which adds the shop's key, so the browser never has it.
 */

const STATUSES = ['open', 'paid', 'shipped', 'cancelled'];

const ORDER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What bin/orders.yaml asks of a new order. The API checks it again; here it serves the user, who learns which field to mend. */
export const LIMITS = { items: 50, quantity: 1000, noteLength: 500, sku: /^[A-Z]{3}-[0-9]{4,8}$/ };

/** Orders on one page, which is all that the page shows. */
const PAGE = 50;

/** API Gateway gives up after 29 seconds. */
const TIMEOUT_MS = 35_000;

/** A wait is told to the user, so an absurd one is cut. */
const MAX_WAIT_SECONDS = 3600;

/** An answer that is no success, or none at all (status 0). */
export class ApiError extends Error {
  constructor(status, message, { waitSeconds, requestId } = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.waitSeconds = waitSeconds;
    this.requestId = requestId;
  }
}

export class OrdersApi {
  #apiPath;
  #origin;
  #fetch;
  #accessToken;
  #now;

  /** @param accessToken returns a token; handed the one that the API has just refused, another one, or throws */
  constructor({ apiPath, origin, fetch, accessToken, now = Date.now }) {
    this.#apiPath = apiPath;
    this.#origin = origin;
    this.#fetch = fetch;
    this.#accessToken = accessToken;
    this.#now = now;
  }

  /** The caller's orders, newest first. */
  async list(status) {
    const { orders } = await this.#request('GET', ['orders'], { query: { limit: String(PAGE), ...(status && { status }) } });
    if (!Array.isArray(orders)) {
      throw unreadable();
    }
    return orders.map(readOrder);
  }

  async get(orderId) {
    return readOrder(await this.#request('GET', ['orders', orderId], { query: { expand: 'items' } }));
  }

  /** Places an order that `checkDraft` has made. */
  async place(order) {
    return readOrder(await this.#request('POST', ['orders'], { body: order }));
  }

  async #request(method, segments, { query = {}, body } = {}) {
    const url = this.#urlOf(segments, query);
    let token = await this.#accessToken();
    let response = await this.#send(url, method, body, token);
    if (response.status === 401) {
      // Once more with a new token, also for POST: a request that was refused with 401 has not reached the orders.
      token = await this.#accessToken(token);
      response = await this.#send(url, method, body, token);
    }
    const answer = await jsonOf(response);
    if (!response.ok) {
      throw new ApiError(response.status, textOf(answer?.message), {
        waitSeconds: waitSecondsOf(response.headers.get('Retry-After'), this.#now()),
        requestId: textOf(answer?.requestId) || undefined,
      });
    }
    if (typeof answer !== 'object' || answer === null) {
      throw unreadable();
    }
    return answer;
  }

  /** The one place where the token goes out. No redirect is followed, since the browser would send the token along on this origin. */
  async #send(url, method, body, token) {
    try {
      return await this.#fetch(url, {
        method,
        headers: {
          Accept: 'application/json',
          Authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      throw new ApiError(0, '');
    }
  }

  /** The address of a request, which is under the API's path or an error: a token must not go to a file of the site or another origin. */
  #urlOf(segments, query) {
    const url = new URL(`${this.#apiPath}/${segments.map(encodeURIComponent).join('/')}`, this.#origin);
    url.search = new URLSearchParams(query).toString();
    if (url.origin !== this.#origin || !url.pathname.startsWith(`${this.#apiPath}/`)) {
      throw new Error(`"${url.pathname}" is not under ${this.#apiPath}`);
    }
    return url.href;
  }
}

/** The order's id in an address of the page (`#/orders/<id>`). What does not look like an id is none. */
export function isOrderId(text) {
  return ORDER_ID.test(text);
}

/**
 * What the user typed as a new order, or the problems of it by field: `items.0.sku`, `items.0.quantity`, `items`, `note`.
 *
 * @param draft `{ items: [{ sku, quantity }], note }`, all of them texts
 */
export function checkDraft(draft) {
  const problems = {};
  const items = draft.items.map(({ sku, quantity }, index) => {
    const item = { sku: sku.trim().toUpperCase(), quantity: Number(quantity) };
    if (!LIMITS.sku.test(item.sku)) {
      problems[`items.${index}.sku`] = 'Three letters, a hyphen and 4 to 8 digits, such as ABC-1234';
    }
    if (!/^\d+$/.test(quantity.trim()) || item.quantity < 1 || item.quantity > LIMITS.quantity) {
      problems[`items.${index}.quantity`] = `A whole number from 1 to ${LIMITS.quantity}`;
    }
    return item;
  });
  if (items.length < 1 || items.length > LIMITS.items) {
    problems.items = `An order has 1 to ${LIMITS.items} items`;
  }
  const note = draft.note.trim();
  if (note.length > LIMITS.noteLength) {
    problems.note = `At most ${LIMITS.noteLength} characters`;
  }
  return { problems, order: Object.keys(problems).length === 0 ? { items, ...(note !== '' && { note }) } : undefined };
}

/**
 * What to tell the user of an error, and what they can do: log in again, try again (maybe after a wait), or nothing.
 *
 * @param doing what failed, as in "The orders could not be loaded"
 */
export function explain(error, doing) {
  if (error.name === 'LoginError') {
    return { title: doing, text: error.message, action: error.code === 'token_request_failed' ? 'retry' : 'login' };
  }
  if (error.name !== 'ApiError') {
    return { title: doing, text: 'Something on this page went wrong. Please load it again.', action: 'retry' };
  }
  const { status, message, waitSeconds, requestId } = error;
  switch (true) {
    case status === 0:
      return { title: doing, text: 'The shop can not be reached. Please check your connection.', action: 'retry' };
    case status === 401:
      return { title: doing, text: 'Your login has ended. Please log in again.', action: 'login' };
    case status === 403:
      return { title: doing, text: 'You are not allowed to do this.', action: 'none', requestId };
    case status === 404:
      return { title: doing, text: 'There is no such order, or it is not yours.', action: 'none', requestId };
    case status === 429:
      return { title: doing, text: waitSeconds ? 'There were too many requests. Please wait a moment.' : message || 'There were too many requests.', action: 'retry', waitSeconds, requestId };
    case status >= 500:
      return { title: doing, text: 'The shop has a problem at the moment. Please try again later.', action: 'retry', waitSeconds, requestId };
    case status >= 400:
      return { title: doing, text: message || 'The shop refused the request.', action: 'none', requestId };
    default:
      return { title: doing, text: message, action: 'retry' };
  }
}

/** Whether a POST that ended so may have placed the order all the same: then sending it again could place it twice. */
export function mayHaveHappened(error) {
  return error.name === 'ApiError' && (error.status < 400 || error.status >= 500);
}

/** Seconds to wait by a `Retry-After` header: a number of seconds or a date (RFC 9110 10.2.3). */
export function waitSecondsOf(header, now) {
  if (!header) {
    return undefined;
  }
  // Date.parse alone takes nearly anything for a date, also "-5".
  const date = / GMT$/.test(header) ? Date.parse(header) : NaN;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((date - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MAX_WAIT_SECONDS);
}

/** An order of an answer, down to what the page shows. Whatever is not as agreed is an error here, not a surprise in the page. */
function readOrder(value) {
  const { orderId, status, createdAt, items, note } = typeof value === 'object' && value !== null ? value : {};
  if (typeof orderId !== 'string' || !isOrderId(orderId) || !STATUSES.includes(status)) {
    throw unreadable();
  }
  return {
    orderId,
    status,
    createdAt: typeof createdAt === 'string' && !Number.isNaN(Date.parse(createdAt)) ? new Date(createdAt) : undefined,
    items: (Array.isArray(items) ? items : []).map((item) => ({ sku: textOf(item?.sku), quantity: Number(item?.quantity) || 0 })),
    note: textOf(note),
  };
}

function unreadable() {
  return new ApiError(200, 'The shop sent an answer that this page can not read.');
}

async function jsonOf(response) {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function textOf(value) {
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}
