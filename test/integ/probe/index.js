'use strict';
const https = require('node:https');
const tls = require('node:tls');
const { CloudWatchLogsClient, FilterLogEventsCommand } = require('@aws-sdk/client-cloudwatch-logs');
const { CognitoIdentityProviderClient, DescribeUserPoolClientCommand } = require('@aws-sdk/client-cognito-identity-provider');
const { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');

/**
 * Calls an API as a client does, or looks into a log, and answers 200 where everything was as expected: else with what was not, in the words of
 * the expectations. Keys, tokens and certificates are read here, and neither logged nor answered; nor is what a backend says.
 */
exports.handler = async ({ requests = [], logs = [], rotated = [] }) => {
  const failed = [];
  for (const request of requests) {
    const { status, body } = await call(request);
    if (!request.expect.statuses.includes(status)) {
      failed.push(`${request.name}: expected ${request.expect.statuses}, got ${status}`);
    } else if (request.expect.body && !matches(body, request.expect.body)) {
      failed.push(`${request.name}: the body is another`);
    }
  }
  for (const { name, group, pattern, present } of logs) {
    if (await isLogged(group, pattern) !== present) {
      failed.push(`${name}: ${present ? 'no line' : 'a line'}`);
    }
  }
  for (const { name, secret } of rotated) {
    const { LastRotatedDate } = await new SecretsManagerClient({}).send(new DescribeSecretCommand({ SecretId: secret }));
    if (!LastRotatedDate || LastRotatedDate.getTime() < Date.now() - 3_600_000) {
      failed.push(`${name}: no rotation came to its end`);
    }
  }
  return failed.length === 0 ? 200 : { failed };
};

/** A raw request line goes over a connection of its own, since no client would send it. */
async function call(request) {
  const url = new URL(request.url);
  if (request.rawLine !== undefined) {
    return callRaw(url, request.rawLine);
  }
  const headers = ['host', url.host, 'user-agent', 'integration-test', ...request.headers ?? []];
  if (request.keySecret) {
    headers.push('x-api-key', JSON.parse(await secretText(request.keySecret)).apiKey);
  }
  if (request.token) {
    headers.push('authorization', `Bearer ${await token(request.token)}`);
  }
  if (request.body !== undefined) {
    headers.push('content-length', String(Buffer.byteLength(request.body)));
  }
  const certificate = request.certificateSecret ? JSON.parse(await secretText(request.certificateSecret)) : {};
  // As it is written: `URL` would resolve and escape it.
  const path = request.url.slice(request.url.indexOf('/', 'https://'.length));
  return new Promise((resolve) => {
    const sent = https.request({
      host: url.hostname, path, method: request.method ?? 'GET', headers, cert: certificate.certificate, key: certificate.privateKey, timeout: 20_000,
    }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk)).on('end', () => resolve({ status: response.statusCode, body }));
    });
    // No answer, such as to a client without a certificate.
    sent.on('error', () => resolve({ status: 0, body: '' }));
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.end(request.body);
  });
}

function callRaw(url, rawLine) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: url.hostname, port: 443, servername: url.hostname, timeout: 20_000 }, () => {
      socket.write(`${rawLine}\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
    });
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => resolve({ status: 0, body: '' }));
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), body: '' }));
  });
}

async function secretText(arn) {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: arn }));
  return SecretString;
}

async function token({ userPoolId, clientId, endpoint }) {
  const { UserPoolClient: { ClientSecret } } = await new CognitoIdentityProviderClient({}).send(
    new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId }));
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'authorization': `Basic ${Buffer.from(`${clientId}:${ClientSecret}`).toString('base64')}` },
    body: 'grant_type=client_credentials',
  });
  if (!response.ok) {
    throw new Error(`the user pool gave no token: ${response.status}`);
  }
  return (await response.json()).access_token;
}

async function isLogged(logGroupName, filterPattern) {
  const startTime = Date.now() - 3_600_000;
  let nextToken;
  do {
    const page = await new CloudWatchLogsClient({}).send(new FilterLogEventsCommand({ logGroupName, filterPattern, startTime, nextToken }));
    if (page.events.length > 0) {
      return true;
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return false;
}

/** Whether a JSON text has everything that is expected, at least. */
function matches(text, expected) {
  const has = (actual, wanted) => wanted !== null && typeof wanted === 'object'
    ? actual !== null && typeof actual === 'object' && Object.entries(wanted).every(([name, value]) => has(actual[name], value))
    : actual === wanted;
  try {
    return has(JSON.parse(text), expected);
  } catch {
    return false;
  }
}
