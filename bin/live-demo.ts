import * as fs from 'fs';
import { setTimeout as pause } from 'timers/promises';
import { attacksOn, attacksOnRoute } from '../cli/attack/attacks';
import { Judged } from '../cli/attack/judge';
import { FINDINGS, formatSummary, formatTable } from '../cli/attack/report';
import { routesOf } from '../cli/attack/routes';
import { runAttacks } from '../cli/attack/run';
import { Schemas } from '../cli/attack/schemas';
import { withProgress } from '../cli/private/progress';
import { JsonMap } from '../local/assembly';
import { LocalSession, ServedApi } from '../local/session/session';
import { Answer, Call, DemoClient } from './demo-client';
import { table } from './demo-table';
import { ServedShop } from './served-shop';

/** The API may take so long for an answer on a machine that is busy; the functions have time limits of their own. */
const TIMEOUT_MILLISECONDS = 35_000;
const ATTACK = { mostRequests: 500, mostMillis: 60_000, perSecond: 40 };
/** Between two calls of one client while keys rotate: far below every limit, so that a refusal is none of theirs. */
const PACE_MILLISECONDS = 100;
/** As long they go on behind a rotation. */
const WATCH_MILLISECONDS = 1_500;

/** Who calls: the headers are made anew for each call, as a client does that reads its key in its secret. */
interface Consumer {
  readonly name: string;
  readonly headers: () => { readonly [name: string]: string };
}

/** What the demo shows of the served example app. */
export class LiveDemo {
  public static async start(directory: string): Promise<LiveDemo> {
    return new LiveDemo(await ServedShop.start(directory, { notice: (text) => console.log(text) }));
  }

  private readonly refused: string[] = [];
  private readonly served: ServedApi;
  private readonly authority: string;
  private readonly client: DemoClient;

  private readonly session: LocalSession;

  private constructor(private readonly shop: ServedShop) {
    const { session } = shop;
    this.session = session;
    [this.served] = session.apis;
    this.authority = fs.readFileSync(session.authorityFile, 'utf8');
    this.client = new DemoClient(this.served.url, this.authority);
  }

  /** What should have been let through and was not, what should not have been and was, and functions that failed. */
  public get findings(): readonly string[] {
    return [...this.refused, ...this.shop.failures];
  }

  /** Where the website is. */
  public get website(): string {
    return `${this.served.origin}/`;
  }

  public get authorityFile(): string {
    return this.session.authorityFile;
  }

  /** A visitor of the website and a partner's server place orders, and see their own only. */
  public async showCalls(): Promise<void> {
    const [visitor, partner] = this.consumers();
    const rows: string[][] = [];
    const said = async (consumer: Consumer, what: string, expected: number, target: string, call: Call = {}): Promise<Answer> => {
      const answer = await this.client.call(target, { ...call, headers: { ...consumer.headers(), ...call.headers } });
      rows.push([consumer.name, what, `${call.method ?? 'GET'} ${target.replace(/[0-9a-f-]{36}/, '…')}`, String(answer.status)]);
      this.expect(answer.status === expected, `${consumer.name}, ${what}: expected ${expected}, got ${answer.status} ${answer.text}`);
      return answer;
    };
    const order = { items: [{ sku: 'ABC-1234', quantity: 2 }] };
    await said(visitor, 'places an order', 201, '/orders', { method: 'POST', body: order });
    const placed = await said(partner, 'places an order', 201, '/orders', { method: 'POST', body: order });
    const { orderId = '' } = (placed.status === 201 ? JSON.parse(placed.text) : {}) as { orderId?: string };
    const listed = await said(partner, 'lists its own', 200, '/orders');
    this.expect(listed.text.split(orderId).length === 2 && listed.text.split('"orderId"').length === 2, `the partner must see its own order and no other, got ${listed.text}`);
    await said(visitor, 'asks for the partner\'s', 404, `/orders/${orderId}`);
    const { 'x-api-key': _key, ...keyless } = partner.headers();
    await said({ name: 'partner', headers: () => keyless }, 'without its key', 403, '/orders');
    await said({ name: 'nobody', headers: () => ({}) }, 'without token or key', 401, '/orders');
    const explained = await said(partner, 'with a parameter nobody declared', 400, '/orders?debug=1', { headers: { 'x-explain': '1' } });
    table(['who', 'what', 'request', 'status'], rows);
    console.log('\nWhy, by the header `x-explain: 1`, for the last one:\n');
    explained.explained.forEach((line) => console.log(`  ${line}`));
  }

  /** The keys of both are replaced, and the partner's once more, while they call. @returns a key that is no key any more */
  public async showRotation(): Promise<string> {
    const partner = this.shop.partner;
    const keys = [this.session.keyOf(partner)];
    const rows: string[][] = [];
    // The website's next key, and the Edge's own secret, wait for a minute and more until CloudFront and AWS WAF have the last one everywhere, here
    // too: `serve` shows that, with `r`.
    for (const [round, consumers] of [['both keys', this.session.consumers], ['the partner\'s again', [partner]]] as const) {
      const rotations = this.session.rotations.filter(({ secretArn }) => consumers.some((consumer) => consumer.secretArn === secretArn));
      const counts = await this.callWhile(async () => {
        await Promise.all(rotations.map((rotation) => this.session.rotate(rotation)));
        await pause(WATCH_MILLISECONDS);
      });
      keys.push(this.session.keyOf(partner));
      counts.forEach(([who, answered, refused]) => rows.push([round, who, String(answered), String(refused)]));
    }
    this.expect(new Set(keys).size === 3, `the partner must have had three keys, got ${new Set(keys).size}`);
    table(['replaced', 'who calls meanwhile', 'answered', 'refused'], rows);
    return keys[0];
  }

  /** The hostile and innocent requests made from the document that the API has for its clients. */
  public async showAttack(document: JsonMap, revokedKey: string): Promise<void> {
    const routes = routesOf(document);
    const partner = { token: this.shop.token('id.example.com', 'partner'), key: this.session.keyOf(this.shop.partner), revokedKey };
    // Administrators are visitors of the website, whose key the Edge adds: none of theirs can be missing or wrong.
    const forAdministrators = routes.filter(({ method }) => method === 'DELETE').map((route) => ({ ...route, needsKey: false }));
    const administrator = { token: this.shop.token('cognito', 'admin', ['admin']) };
    const attacks = [
      ...attacksOn(document, routes.filter(({ method }) => method !== 'DELETE'), partner, Date.now()),
      ...forAdministrators.flatMap((route) => attacksOnRoute(route, new Schemas(document), administrator, Date.now())),
    ];
    const target = { url: new URL(this.served.url), authorities: this.authority, asksForLayers: true, timeoutMillis: TIMEOUT_MILLISECONDS };
    const judged = await withProgress(`Sending ${attacks.length} requests`, () => runAttacks(target, attacks, ATTACK));
    console.log(`${formatTable(judged)}\n\n${formatSummary(judged)}`);
    this.expect(judged.length === attacks.length, `${attacks.length} attacks must be sent, got ${judged.length}`);
    judged.filter(({ outcome }) => FINDINGS.includes(outcome)).forEach((one) => this.refused.push(sentence(one)));
  }

  public async stop(): Promise<void> {
    this.client.close();
    await this.shop.stop();
  }

  private consumers(): [Consumer, Consumer] {
    const partner = this.shop.partner;
    const [visitorToken, partnerToken] = [this.shop.token('cognito', 'alice'), this.shop.token('id.example.com', 'partner')];
    return [
      // A page has no key: the Edge adds the website's own.
      { name: 'visitor', headers: () => ({ authorization: `Bearer ${visitorToken}` }) },
      { name: 'partner', headers: () => ({ 'authorization': `Bearer ${partnerToken}`, 'x-api-key': this.session.keyOf(partner) }) },
    ];
  }

  /** Lets both call as long as something takes. @returns of each how many calls were answered and how many refused */
  private async callWhile(work: () => Promise<void>): Promise<Array<[name: string, answered: number, refused: number]>> {
    let done = false;
    const calling = this.consumers().map(async ({ name, headers }): Promise<[string, number, number]> => {
      let [answered, refused] = [0, 0];
      // Once more behind the end, with the keys that are left.
      for (let last = false; !last;) {
        last = done;
        const { status, text } = await this.client.call('/orders', { headers: headers() });
        answered += 1;
        refused += status === 200 ? 0 : 1;
        this.expect(status === 200, `the ${name} must be let through while keys rotate, got ${status} ${text}`);
        await pause(PACE_MILLISECONDS);
      }
      return [name, answered, refused];
    });
    try {
      await work();
    } finally {
      done = true;
    }
    return Promise.all(calling);
  }

  private expect(holds: boolean, otherwise: string): void {
    if (!holds) {
      this.refused.push(otherwise);
    }
  }
}

function sentence({ attack: { name }, outcome, layer, status }: Judged): string {
  return `${name}: ${outcome} (${layer}, ${status ?? 'no answer'})`;
}
