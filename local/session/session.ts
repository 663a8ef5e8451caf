import * as fs from 'fs';
import * as path from 'path';
import { ENV_PROBE_URL, ENV_SETTLE_SECONDS } from '../../lib/contracts/rotation';
import { AccessLog } from '../access-log';
import { LocalApi, readApis } from '../api';
import { Json, JsonMap, LocalAssembly, readAssembly } from '../assembly';
import { DevelopmentCertificates, developmentCertificates } from '../certificates';
import { Account } from '../control-plane/account';
import { controlPlane } from '../control-plane/server';
import { CustomResources, serviceTokensOf } from '../custom-resources';
import { readDistribution } from '../edge/distribution';
import { LocalEdge } from '../edge/local-edge';
import { FunctionDefinition } from '../functions/function-definition';
import { Functions } from '../functions/functions';
import { LocalGateway } from '../gateway';
import { headerValue } from '../headers';
import { isAuthorizer, withKeySets } from '../issuer/trusted-issuers';
import { LoopbackServer } from '../server';
import { mapOf } from '../template-values';
import { Clock, GatewayRequest, GatewayResponse, Trace } from '../types';
import { consumersOf, LocalConsumer, LocalRotation, rotationsOf } from './consumers';
import { explained, takeExplainHeader } from './explain';
import { FrontDoor, frontDoorOf } from './front-door';
import { Issuers } from './issuers';
import { withLocalLogins, withLogins } from './local-logins';
import { SessionOptions } from './options';
import { SessionApi } from './session-api';
import { SessionServices } from './session-services';
import { temporaryFolder } from './temporary-folder';

/** An API that is served. */
export interface ServedApi {
  readonly api: LocalApi;
  readonly door: FrontDoor;
  /** Where it is called, with its stage or base path and no slash behind. */
  readonly url: string;
  /** The server's own address, where a website is. */
  readonly origin: string;
}

/** A server of one API; what it serves changes with a new synthesis. */
interface Listening {
  readonly server: LoopbackServer;
  readonly origin: string;
  answer: Answer;
}

type Answer = (request: GatewayRequest, trace: Trace) => Promise<GatewayResponse>;

const CLOCK: Clock = { now: () => Date.now() };
const FORBIDDEN: GatewayResponse = { status: 403, headers: [], body: Buffer.alloc(0) };
const UNAVAILABLE: GatewayResponse = { status: 503, headers: [], body: Buffer.alloc(0) };
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/** Everything that serves one assembly: gateways, control plane, issuers and functions. */
export class LocalSession {
  /** @throws where the assembly can't be read, or a custom resource fails; nothing is left behind then */
  public static async start(options: SessionOptions): Promise<LocalSession> {
    const session = new LocalSession(options);
    try {
      await session.begin();
      return session;
    } catch (error) {
      await session.stop();
      throw error;
    }
  }

  public apis: readonly ServedApi[] = [];
  public consumers: readonly LocalConsumer[] = [];
  public rotations: readonly LocalRotation[] = [];
  /** File with the certificate of the session's authority, for clients to trust. */
  public readonly authorityFile: string;
  public readonly account = new Account(CLOCK);
  public issuers!: Issuers;
  /** Where SDK clients find the control plane. */
  public controlPlaneUrl = '';

  /** What the commands beside this one ask. */
  public readonly api = new SessionApi(this);

  private readonly services = new SessionServices(this);
  private readonly temporary = temporaryFolder();
  private readonly customResources = new CustomResources();
  private readonly controlServer: LoopbackServer;
  private readonly listening = new Map<string, Listening>();
  private readonly said = new Set<string>();
  private readonly accessLog: AccessLog;
  private functions!: Functions;
  private stopped = false;
  private certificates!: DevelopmentCertificates;
  private answerControl?: (request: GatewayRequest) => GatewayResponse;

  private constructor(private readonly options: SessionOptions) {
    this.authorityFile = path.join(this.temporary, 'authority.pem');
    this.accessLog = new AccessLog((line) => options.listener.accessLog(line));
    this.controlServer = new LoopbackServer(async (request) => {
      if (isFromPage(request)) {
        return FORBIDDEN;
      }
      return this.customResources.receive(request) ?? await this.api.receive(request) ?? await this.services.receive(request)
        ?? this.answerControl?.(request) ?? UNAVAILABLE;
    });
  }

  /** Takes a new synthesis, as a deployment would: what stayed the same goes on, keys and secrets stay. */
  public async reload(): Promise<void> {
    const { directory, parameters } = this.options;
    const read = (custom: Parameters<typeof readAssembly>[2]): LocalAssembly => readAssembly(directory, parameters, custom);
    const planned = read(new Map());
    await this.issuers.update(planned);
    await this.functions.update(planned);
    this.account.provision(planned, readApis(planned).apis);
    // Those that a later one waits for start meanwhile too.
    serviceTokensOf(planned).forEach((arn) => this.functions.warm(arn));
    const assembly = await this.customResources.run({
      read,
      invoke: (arn, event) => this.invoke(arn, event),
      canInvoke: (arn) => this.functions.unservedReason(arn) === undefined,
      address: this.controlPlaneUrl,
    });
    await this.functions.update(assembly);
    const { apis, notServed } = readApis(assembly);
    this.account.provision(assembly, apis);
    this.consumers = consumersOf(assembly);
    this.rotations = rotationsOf(assembly);
    this.rotations.forEach(({ secretArn }) => this.account.secrets.enableRotation(secretArn));
    notServed.forEach((reason) => this.sayOnce(`not served: ${reason}`));
    await this.listen(assembly, apis);
  }

  /** Rotates a secret by its function, as Secrets Manager does. */
  public async rotate({ secretArn, functionArn }: LocalRotation): Promise<void> {
    await this.account.secrets.rotate(secretArn, (Step, ClientRequestToken) => (
      this.invoke(functionArn, { Step, SecretId: secretArn, ClientRequestToken })));
  }

  /** Runs a function of the served stacks. */
  public async invoke(arn: string, event: Json): Promise<Json> {
    try {
      return await this.functions.invoke(arn, event);
    } catch (error) {
      // An authorizer says by this message that a token is none: no failure of its own.
      if ((error as Error).message !== 'Unauthorized' && !this.stopped) {
        this.options.listener.functionFailed(this.functions.nameOf(arn), (error as Error).message);
      }
      throw error;
    }
  }

  /** ARN of a function that runs here, by its ARN or its name. */
  public functionArn(name: string): string | undefined {
    return this.functions.arnOf(name);
  }

  /** The current key of a consumer: what a client would read in its secret. */
  public keyOf({ secretArn }: LocalConsumer): string {
    return String((JSON.parse(this.account.secrets.current(secretArn) ?? '{}') as JsonMap).apiKey);
  }

  /** Ends every process and server, and removes every file. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.listening.values()].map(({ server }) => server.close()));
    // Functions first: what they still ask of the control plane would wait for an answer.
    await (this.functions as Functions | undefined)?.stop();
    await (this.issuers as Issuers | undefined)?.stop();
    await this.controlServer.close();
    fs.rmSync(this.temporary, { recursive: true, force: true });
  }

  private async begin(): Promise<void> {
    const { directory, parameters, bundles, endpoints = {}, stubs = {}, listener } = this.options;
    const assembly = readAssembly(directory, parameters);
    const names = readApis(assembly).apis.flatMap((api) => frontDoorOf(assembly, api).names.filter((name) => !name.includes('*')));
    const port = await this.controlServer.listen(0);
    this.controlPlaneUrl = `http://127.0.0.1:${port}`;
    const [{ region, account }] = assembly.stacks;
    this.answerControl = controlPlane({ ...this.account, region, account });
    this.certificates = await developmentCertificates([...new Set([...LOOPBACK_NAMES, ...names])], CLOCK.now());
    fs.writeFileSync(this.authorityFile, this.certificates.authority);
    this.issuers = new Issuers(this.certificates.tls, CLOCK);
    this.functions = new Functions({
      bundles,
      stubs,
      temporary: this.temporary,
      environment: {
        AWS_ENDPOINT_URL: this.controlPlaneUrl,
        // Its client puts the account's id before the host.
        AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `http://localhost:${port}`,
        ...Object.fromEntries(Object.entries(endpoints).map(([service, address]) => [endpointVariable(service), address])),
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_EC2_METADATA_DISABLED: 'true',
        NODE_EXTRA_CA_CERTS: this.authorityFile,
      },
      adapt: (definition) => this.adapt(definition),
      log: (name, line) => listener.functionLog(name, line),
    });
    await this.reload();
  }

  /** What has to be another value here than in AWS, and nothing else. */
  private adapt(definition: FunctionDefinition): FunctionDefinition {
    if (isAuthorizer(definition)) {
      return withKeySets(definition, (issuer) => this.issuers.get(issuer)?.keySetAddress ?? issuer, this.temporary);
    }
    const { [ENV_SETTLE_SECONDS]: settle, [ENV_PROBE_URL]: _probe, ...others } = definition.environment;
    // A new key works here as soon as it is made, so there is nothing to wait for and nothing to try.
    return settle === undefined ? definition : { ...definition, environment: { ...others, [ENV_SETTLE_SECONDS]: '0' } };
  }

  private async listen(assembly: LocalAssembly, apis: readonly LocalApi[]): Promise<void> {
    const served: ServedApi[] = [];
    for (const [index, api] of apis.entries()) {
      const door = frontDoorOf(assembly, api);
      const gateway = this.gatewayOf(api);
      const answer = this.edgeAnswer(assembly, api, door, gateway) ?? ((request, trace) => gateway.handle(request, trace));
      this.warn(api, door, gateway);
      const name = `${api.stack.name}.${api.restApi.logicalId}`;
      const known = this.listening.get(name);
      if (known) {
        known.answer = answer;
      }
      const { origin } = known ?? await this.open(name, door, answer, this.options.port === 0 ? 0 : this.options.port + index);
      served.push({ api, door, url: `${origin}${door.apiPath}`, origin });
      [...api.authorizers.values()].forEach(({ functionArn }) => this.functions.warm(functionArn));
    }
    this.apis = served;
  }

  private gatewayOf(api: LocalApi): LocalGateway {
    return new LocalGateway(api, {
      invoke: (arn, event) => this.invoke(arn, event),
      keys: this.account.apiKeys,
      ruleGroup: (arn) => this.account.rules(arn),
      clock: CLOCK,
      accessLog: this.accessLog,
      awsEndpoint: (service) => this.options.endpoints?.[service],
    });
  }

  private edgeAnswer(assembly: LocalAssembly, api: LocalApi, { distribution, apiPath }: FrontDoor, gateway: LocalGateway): Answer | undefined {
    if (!distribution) {
      return undefined;
    }
    const logins = this.issuers.logins(assembly);
    const local = withLogins(assembly, logins);
    const stack = local.stacks.find(({ name }) => name === distribution.stack.name)!;
    const edge = new LocalEdge(local, readDistribution(local, stack, distribution.resource), {
      origin: (request, trace) => gateway.handle(request, trace),
      stores: this.account.stores,
      ruleGroup: (arn) => this.account.rules(arn),
      clock: CLOCK,
    });
    const isDirect = directHost(api);
    return async (request, trace) => {
      if (isDirect(request)) {
        return gateway.handle(request, trace);
      }
      const response = await edge.handle(request, trace);
      return request.rawPath.startsWith(`${apiPath}/`) ? response : withLocalLogins(response, logins);
    };
  }

  private async open(name: string, door: FrontDoor, answer: Answer, port: number): Promise<Listening> {
    const { plainHttp, certificate, clientAuthorities } = this.options;
    const isTls = plainHttp !== true && (door.names.length > 0 || door.distribution !== undefined);
    const tls = isTls ? { ...certificate ?? this.certificates.tls, ...(door.mutualTls && { clientAuthorities }) } : undefined;
    const server = new LoopbackServer(async (request) => this.answer(listening, request), tls);
    const listening: Listening = { server, origin: `${isTls ? 'https' : 'http'}://localhost:${await server.listen(port)}`, answer };
    this.listening.set(name, listening);
    return listening;
  }

  private async answer({ answer }: Listening, received: GatewayRequest): Promise<GatewayResponse> {
    const started = performance.now();
    const { request, wantsTrace } = takeExplainHeader(received);
    const trace = new Trace();
    const response = await answer(request, trace);
    this.options.listener.answered({
      method: request.method, path: request.rawPath, status: response.status, milliseconds: performance.now() - started, trace: trace.entries,
    });
    return wantsTrace ? explained(response, trace) : response;
  }

  private warn({ operations, webAcl }: LocalApi, door: FrontDoor, gateway: LocalGateway): void {
    if (gateway.webAcl && gateway.webAcl.notEvaluated.length > 0) {
      this.sayOnce(`not evaluated here, since AWS does not publish their rules: ${gateway.webAcl.notEvaluated.join(', ')} (of the web ACL ${webAcl?.logicalId ?? ''})`);
    }
    if (door.mutualTls && this.options.clientAuthorities === undefined) {
      this.sayOnce('mutual TLS is not asked for: name the authorities of the clients\' certificates with --client-authorities FILE');
    }
    for (const { integration } of operations) {
      const arn = /functions\/(.+)\/invocations$/.exec(String(mapOf(integration).uri))?.[1];
      const reason = arn === undefined ? undefined : this.functions.unservedReason(arn);
      if (reason !== undefined) {
        this.sayOnce(`not served: ${reason}`);
      }
    }
  }

  private sayOnce(text: string): void {
    if (!this.said.has(text)) {
      this.said.add(text);
      this.options.listener.notice(text);
    }
  }
}

/** Any page in a browser can send requests to this machine; programs send neither header. */
function isFromPage({ headers }: GatewayRequest): boolean {
  return headerValue(headers, 'origin') !== undefined || headerValue(headers, 'sec-fetch-site') !== undefined;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpointVariable(service: string): string {
  return `AWS_ENDPOINT_URL_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/** Whether a request asks for the API at its own address, past the Edge: `curl -H 'Host: <id>.execute-api.<region>.amazonaws.com'`. */
function directHost({ restApi, stack }: LocalApi): (request: GatewayRequest) => boolean {
  const host = `${restApi.ref}.execute-api.${stack.region}.amazonaws.com`;
  return ({ headers }) => headerValue(headers, 'host') === host;
}
