import { resourcesOf } from '../api';
import { LocalAssembly, LocalStack } from '../assembly';
import { functionDefinition } from '../functions/function-definition';
import { notGranted } from '../issuer/claims';
import { DevelopmentIssuer } from '../issuer/development-issuer';
import { isAuthorizer, loginOrigins, trustedIssuers } from '../issuer/trusted-issuers';
import { LoopbackServer, Tls } from '../server';
import { mapOf } from '../template-values';
import { Clock } from '../types';

/** The development issuers of a session, one for each that an authorizer trusts, each at an origin of its own. */
export class Issuers {
  private readonly issuers = new Map<string, DevelopmentIssuer>();
  private readonly servers: LoopbackServer[] = [];

  public constructor(private readonly tls: Tls, private readonly clock: Clock) {
  }

  /** Starts what is not there yet. Keys stay over a new synthesis, so that tokens that people have go on working. */
  public async update(assembly: LocalAssembly): Promise<void> {
    for (const stack of assembly.stacks) {
      for (const issuer of authorizersOf(assembly, stack).flatMap(trustedIssuers)) {
        const known = this.issuers.get(issuer.issuer);
        if (known && JSON.stringify(known.config) === JSON.stringify(issuer)) {
          continue;
        }
        const fresh = await DevelopmentIssuer.make(issuer, this.clock);
        const server = new LoopbackServer((request) => fresh.handle(request), this.tls);
        // Not "localhost": cookies know no ports, and the website's are not the issuer's.
        fresh.origin = `https://127.0.0.1:${await server.listen(0)}`;
        this.servers.push(server);
        this.issuers.set(issuer.issuer, fresh);
      }
    }
  }

  public get(name: string): DevelopmentIssuer | undefined {
    return this.issuers.get(name);
  }

  /** Where people log in at the deployed issuers, and where they do here. */
  public logins(assembly: LocalAssembly): ReadonlyMap<string, string> {
    const hosted = loginOrigins(assembly);
    return new Map(this.all.flatMap(({ config, origin }) => {
      const deployed = hosted.get(config.issuer) ?? (URL.canParse(config.issuer) ? new URL(config.issuer).origin : undefined);
      return deployed === undefined ? [] : [[deployed, origin] as const];
    }));
  }

  public get all(): DevelopmentIssuer[] {
    return [...this.issuers.values()];
  }

  /**
   * The issuer that a token is asked of: the one whose name has the given part, else the first that may grant everything.
   *
   * @throws where there is none
   */
  public choose(wanted: { readonly issuer?: string; readonly roles: readonly string[]; readonly scopes: readonly string[] }): DevelopmentIssuer {
    const named = this.all.filter(({ config }) => wanted.issuer === undefined || config.issuer.includes(wanted.issuer));
    if (named.length === 0) {
      throw new Error(this.all.length === 0 ? 'no API that is served trusts an issuer' : `\`--issuer\` must be part of one of ${this.names()}, got ${JSON.stringify(wanted.issuer)}`);
    }
    const able = named.find(({ config }) => notGranted(config, wanted).length === 0);
    if (!able) {
      throw new Error(`an issuer must be able to grant ${notGranted(named[0].config, wanted).join(', ')}, and none of ${named.map(({ config }) => config.issuer).join(', ')} may: see \`grants\``);
    }
    return able;
  }

  public async stop(): Promise<void> {
    await Promise.all(this.servers.splice(0).map((server) => server.close()));
  }

  private names(): string {
    return this.all.map(({ config }) => config.issuer).join(', ');
  }
}

function authorizersOf(assembly: LocalAssembly, stack: LocalStack): Array<ReturnType<typeof functionDefinition>> {
  return resourcesOf(stack, 'AWS::Lambda::Function').flatMap((resource) => {
    const { S3Key } = mapOf(resource.properties.Code);
    const directory = typeof S3Key === 'string' ? assembly.assetPath(S3Key) : undefined;
    const definition = directory === undefined ? undefined : functionDefinition(stack, resource, directory);
    return definition && isAuthorizer(definition) ? [definition] : [];
  });
}
