import { randomBytes, timingSafeEqual } from 'crypto';
import { Json, JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { mapOf } from '../template-values';
import { GatewayRequest, GatewayResponse } from '../types';
import { LocalConsumer } from './consumers';
import type { LocalSession } from './session';

/** Header with the secret that only the user who started the session can read. */
export const SESSION_SECRET_HEADER = 'x-session-secret';
const PREFIX = '/session/';

/** What the commands beside a running session ask of it: tokens, keys and rotations. */
export class SessionApi {
  public readonly secret = randomBytes(32).toString('base64url');

  public constructor(private readonly session: LocalSession) {
  }

  public async receive(request: GatewayRequest): Promise<GatewayResponse | undefined> {
    if (!request.rawPath.startsWith(PREFIX)) {
      return undefined;
    }
    const given = Buffer.from(headerValue(request.headers, SESSION_SECRET_HEADER) ?? '');
    const secret = Buffer.from(this.secret);
    if (request.method !== 'POST' || given.length !== secret.length || !timingSafeEqual(given, secret)) {
      return answered(403, { message: 'Forbidden' });
    }
    try {
      const input = mapOf(JSON.parse(request.body.toString('utf8') || '{}') as Json);
      return answered(200, await this.call(request.rawPath.slice(PREFIX.length), input));
    } catch (error) {
      return answered(400, { message: (error as Error).message });
    }
  }

  private async call(operation: string, input: JsonMap): Promise<JsonMap> {
    switch (operation) {
      case 'token': {
        const [roles, scopes] = [texts(input.roles), texts(input.scopes)];
        const issuer = this.session.issuers.choose({ roles, scopes, ...(typeof input.issuer === 'string' && { issuer: input.issuer }) });
        const token = issuer.token({
          roles,
          scopes,
          subject: String(input.subject ?? 'alice'),
          claims: mapOf(input.claims),
          ...(typeof input.clientId === 'string' && { clientId: input.clientId }),
          ...(typeof input.lifetimeSeconds === 'number' && { lifetimeSeconds: input.lifetimeSeconds }),
        });
        return { token, issuer: issuer.config.issuer };
      }
      case 'key': return { key: this.session.keyOf(this.consumer(input.name)) };
      case 'rotate': {
        const { secretArn } = this.consumer(input.name);
        const rotation = this.session.rotations.find((candidate) => candidate.secretArn === secretArn);
        if (!rotation) {
          throw new Error(`${String(input.name)} has a key that nobody rotates`);
        }
        await this.session.rotate(rotation);
        return {};
      }
      default: throw new Error(`a running session has no operation ${operation}`);
    }
  }

  private consumer(name: Json | undefined): LocalConsumer {
    const { consumers } = this.session;
    const found = name === undefined && consumers.length === 1 ? consumers[0] : consumers.find((consumer) => consumer.name === name);
    if (!found) {
      throw new Error(`a consumer must be one of ${consumers.map((consumer) => consumer.name).join(', ')}, got ${JSON.stringify(name ?? null)}`);
    }
    return found;
  }
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function answered(status: number, body: JsonMap): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(body)) };
}
