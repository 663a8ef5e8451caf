'use strict';

const { randomBytes } = require('node:crypto');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { Orders } = require('./orders');
const { OrderStore } = require('./store');
const { uuidV7 } = require('./uuid-v7');

// At module scope, so that connections to DynamoDB outlive an invocation.
const orders = new Orders({
  store: new OrderStore(new DynamoDBClient({}), process.env.TABLE_NAME),
  now: Date.now,
  newId: (now) => uuidV7(now, randomBytes(10)),
  logError: console.error,
});

exports.handler = (event) => orders.handle(event);
