'use strict';

/**
 * What the routes of the orders API do.
 *
 * Token, scopes and roles were checked by the authorizer, parameters and bodies were held to bin/orders.yaml on their way; none of it is
 * checked again. Left is what only this function can know: whose an order is, whether it is still open, and how many items it has.
 */

const DEFAULT_LIMIT = 20;
const MAX_ITEMS = 50;

/** An answer that is no success. The message is for the caller. */
class Refusal extends Error {
  constructor(statusCode, message) {
    super(message);
    this.statusCode = statusCode;
  }
}

class Orders {
  #store;
  #now;
  #newId;
  #logError;

  #routes = {
    'GET /orders': (owner, event) => this.#list(owner, event.queryStringParameters ?? {}),
    'POST /orders': (owner, event) => this.#place(owner, JSON.parse(event.body)),
    'GET /orders/{orderId}': (owner, event) => this.#show(owner, event.pathParameters.orderId),
    'PATCH /orders/{orderId}': (owner, event) => this.#change(owner, event.pathParameters.orderId, JSON.parse(event.body)),
    'DELETE /orders/{orderId}': (_, event) => this.#remove(event.pathParameters.orderId),
  };

  /** @param newId makes the id of an order from the time; later ids must sort behind earlier ones */
  constructor({ store, now, newId, logError }) {
    this.#store = store;
    this.#now = now;
    this.#newId = newId;
    this.#logError = logError;
  }

  /** Answers a request of API Gateway's Lambda proxy integration. */
  async handle(event) {
    const { requestId, authorizer } = event.requestContext;
    try {
      const route = this.#routes[`${event.httpMethod} ${event.resource}`];
      if (!route) {
        throw new Refusal(404, 'There is no such route');
      }
      return await route(ownerOf(authorizer), event);
    } catch (error) {
      if (error instanceof Refusal) {
        return answer(error.statusCode, { message: error.message, requestId });
      }
      // The name alone: messages can repeat what was sent (JSON.parse and the SDK do), and a log is no place for somebody's order.
      this.#logError('request failed:', error.name);
      return answer(500, { message: 'Something went wrong. Please try again later.', requestId });
    }
  }

  async #list(owner, { status, limit = DEFAULT_LIMIT }) {
    return answer(200, { orders: await this.#store.list(owner, { status, limit: Number(limit) }) });
  }

  async #place(owner, { items, note = null }) {
    // `minItems` and `maxItems` are the rules of bin/orders.yaml that API Gateway does not enforce.
    if (items.length < 1 || items.length > MAX_ITEMS) {
      throw new Refusal(400, `An order has 1 to ${MAX_ITEMS} items`);
    }
    const now = this.#now();
    const order = { orderId: this.#newId(now), status: 'open', createdAt: new Date(now).toISOString(), items, note };
    await this.#store.add(owner, order);
    return answer(201, order);
  }

  async #show(owner, orderId) {
    return answer(200, await this.#orderOf(owner, orderId));
  }

  async #change(owner, orderId, { note, status }) {
    await this.#orderOf(owner, orderId);
    // Nothing but these two, whatever the body has: an order that its buyer sets to "paid" would be shipped (OWASP API3).
    const change = { ...(note !== undefined && { note }), ...(status === 'cancelled' && { status }) };
    // The database looks at the status as it writes: looked at here, it could have become "shipped" meanwhile.
    const order = await this.#store.changeOpen(orderId, change);
    if (!order) {
      throw new Refusal(409, 'Only an open order can be changed');
    }
    return answer(200, order);
  }

  /** Anybody's order: the route is for the role "admin". */
  async #remove(orderId) {
    if (!await this.#store.remove(orderId)) {
      throw noSuchOrder();
    }
    return { statusCode: 204 };
  }

  /**
   * Attack: a caller asks for ids of orders that are not theirs (OWASP API1, broken object level authorization). The answer is the one
   * for an id that no order has, since "forbidden" would tell that there is one.
   */
  async #orderOf(owner, orderId) {
    const found = await this.#store.get(orderId);
    if (!found || found.owner !== owner) {
      throw noSuchOrder();
    }
    return found.order;
  }
}

/** The caller, as the authorizer knows them. With the issuer, since two issuers may each have a user "42". */
function ownerOf({ issuer, principalId }) {
  if (!issuer || !principalId) {
    // A route that was made public by mistake: all who call without a token would share their orders.
    throw new Error('the authorizer named no caller');
  }
  return JSON.stringify([issuer, principalId]);
}

function noSuchOrder() {
  return new Refusal(404, 'There is no such order');
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

exports.Orders = Orders;
