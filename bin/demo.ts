import * as fs from 'fs';
import * as path from 'path';
import { App, Validations } from 'aws-cdk-lib';
import { Posture, PostureEdge } from '../lib/posture/posture';
import { JsonMap } from '../local/assembly';
import { CHECKS, exampleApp } from './app';
import { table } from './demo-table';
import { LiveDemo } from './live-demo';
import { OrdersStack } from './orders-stack';

/** The template of the example app, as far as the demo counts it. */
interface Template {
  readonly Resources: { readonly [logicalId: string]: { readonly Type: string } };
}

/** What the checks found, as the CDK writes it. */
interface ValidationReport {
  readonly pluginReports: ReadonlyArray<{
    readonly pluginName?: string;
    readonly violations: ReadonlyArray<{
      readonly ruleName: string;
      readonly violatingConstructs: ReadonlyArray<{ readonly constructPath?: string }>;
    }>;
  }>;
}

/** What passes beside the parameters of a route. */
const QUERY_NAMES: { readonly [held: string]: string } = { 'per route': 'none', 'per API': 'those of other routes', 'free': 'any' };

function printPosture(posture: Posture): void {
  console.log(`\n${posture.api}, stage ${posture.stage}, API keys replaced ${posture.rotationSchedule}\n`);
  table(['route', 'who may call it', 'key', 'validation', 'other query names', 'throttle', 'target', 'role'], posture.routes.map((route) => [
    `${route.method} ${route.path}`,
    route.access,
    route.apiKey ? 'required' : 'no',
    [...route.parameters, route.body].join('; '),
    QUERY_NAMES[route.queryNames],
    route.throttle,
    route.target,
    route.role,
  ]));
  const exceptions = [
    ...posture.exceptions.map(({ kind, reason }) => ['all', kind, reason]),
    ...posture.routes.flatMap((route) => route.exceptions.map(({ kind, reason }) => [`${route.method} ${route.path}`, kind, reason])),
  ];
  if (exceptions.length > 0) {
    console.log('\nExceptions\n');
    table(['route', 'exception', 'reason'], exceptions);
  }
  console.log(`\nIssuers (an answer is kept for ${posture.authorizerCache})\n`);
  table(['issuer', 'audience', 'may grant', 'exceptions'], posture.issuers.map(({ name, audience, grants, exceptions: own }) => [
    name, audience.join(', '), grants ? [...grants.roles, ...grants.scopes].join(', ') : 'anything', own.map(({ kind, reason }) => `${kind}: ${reason}`).join('; '),
  ]));
  if (posture.findings.length > 0) {
    console.log('\nFindings\n');
    table(['route', 'finding'], posture.findings.map(({ route, finding }) => [route, finding]));
  }
  const open = posture.routes.flatMap((route) => route.openPlaces.map(({ kind, pointer }) => [`${route.method} ${route.path}`, kind, pointer]));
  if (open.length > 0) {
    console.log('\nOpen or unbounded\n');
    table(['route', 'finding', 'place'], open);
  }
  console.log('\nConsumers\n');
  table(['consumer', 'throttle', 'quota'], posture.consumers.map(({ id, throttle, quota }) => [id, throttle, quota]));
  console.log('\nFirewall\n');
  table(['priority', 'rule', 'action', 'WCU'], posture.firewall.rules.map((rule) => [String(rule.priority), rule.name, rule.action, String(rule.wcu)]));
  console.log(`\n${posture.firewall.wcu} of ${posture.firewall.budget} WCU`);
  if (posture.edge) {
    printEdge(posture.edge);
  }
}

function printEdge(edge: PostureEdge): void {
  console.log('\nEdge\n');
  table(['names', 'TLS', 'known to the API by', 'website', 'web ACL'], [[edge.domainNames.join(', '), edge.tls, edge.origin, edge.website, edge.webAcl]]);
  if (edge.firewall.length > 0) {
    console.log('');
    table(['priority', 'rule at the Edge', 'action', 'WCU'], edge.firewall.map((rule) => [String(rule.priority), rule.name, rule.action, String(rule.wcu)]));
  }
  for (const tokens of edge.websiteTokens) {
    console.log(`\nWith the website's key: tokens of ${tokens}`);
  }
  for (const { kind, reason } of edge.exceptions) {
    console.log(`\n${kind}: ${reason}`);
  }
}

/** Findings that do not apply, each with the evidence that stands on its own resource. */
function printAcknowledged(app: App): void {
  console.log('\nAcknowledged findings\n');
  for (const construct of app.node.findAll()) {
    for (const entry of construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)) {
      for (const [id, evidence] of Object.entries(entry.data as { readonly [id: string]: string })) {
        console.log(`${id.replace(/^Annotation::/, '')}\n  ${construct.node.path}: ${evidence}`);
      }
    }
  }
}

/** What came of the synthesis. */
interface Synthesized {
  /** Findings that are left. */
  readonly findings: number;
  /** The document that the API has for its clients. */
  readonly document: JsonMap;
}

/** Synthesizes the example app with all checks, and shows what protects what. */
function showSynthesis(outdir: string): Synthesized {
  fs.rmSync(outdir, { recursive: true, force: true });
  const app = exampleApp(outdir);
  app.synth();

  const files = fs.readdirSync(outdir);
  for (const file of files.filter((name) => name.endsWith('.posture.json'))) {
    printPosture(JSON.parse(fs.readFileSync(path.join(outdir, file), 'utf8')) as Posture);
  }
  for (const file of files.filter((name) => name.endsWith('.template.json'))) {
    const text = fs.readFileSync(path.join(outdir, file), 'utf8');
    const resources = Object.keys((JSON.parse(text) as Template).Resources).length;
    console.log(`\n${file}: ${resources} CloudFormation resources, ${Buffer.byteLength(text)} bytes`);
  }
  const report = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json'), 'utf8')) as ValidationReport;
  const findings = report.pluginReports.flatMap((plugin) => plugin.violations.map((violation) => [
    plugin.pluginName ?? '?', violation.ruleName, violation.violatingConstructs.map((construct) => construct.constructPath ?? '?').join(', '),
  ]));
  printAcknowledged(app);
  console.log(`\n${findings.length} findings of ${CHECKS.map((check) => check.name).join(', ')} left`);
  if (findings.length > 0) {
    table(['check', 'rule', 'place'], findings);
  }
  const { api } = app.node.findChild('OrdersExample') as OrdersStack;
  return { findings: findings.length, document: JSON.parse(JSON.stringify(api.openApiDocument)) as JsonMap };
}

/** Serves what was synthesized, and shows that it holds. @returns what did not */
async function showServing(outdir: string, document: JsonMap, stay: boolean): Promise<readonly string[]> {
  const started = performance.now();
  const ctrlC = interruption();
  const starting = LiveDemo.start(outdir);
  if (await Promise.race([starting.then(() => false), ctrlC.then(() => true)])) {
    // What it started until now must not be left behind.
    await starting.then(async (half) => half.stop(), () => {});
    throw new Interrupted();
  }
  const live = await starting;
  try {
    heading('The example app is served here, every layer of it');
    console.log(`Ready in ${((performance.now() - started) / 1_000).toFixed(1)} s: ${live.website}`);
    if (await Promise.race([showHolding(live, document).then(() => false), ctrlC.then(() => true)])) {
      throw new Interrupted();
    }
    if (stay) {
      console.log(`\nThe website: ${live.website}   (its authority is ${live.authorityFile})\nCtrl-C ends it.`);
      await ctrlC;
    }
  } finally {
    await live.stop();
  }
  return live.findings;
}

async function showHolding(live: LiveDemo, document: JsonMap): Promise<void> {
  heading('Two consumers call it');
  await live.showCalls();
  heading('Their keys are replaced while they call');
  const revokedKey = await live.showRotation();
  heading('Attacked, from its own document');
  await live.showAttack(document, revokedKey);
}

function heading(text: string): void {
  console.log(`\n== ${text}\n`);
}

/** Ended by whoever watched. */
class Interrupted extends Error {
}

/** Until Ctrl-C or its kind. */
function interruption(): Promise<void> {
  return new Promise((resolve) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.once(signal, () => resolve())));
}

async function demo(): Promise<number> {
  const started = performance.now();
  const outdir = path.join(__dirname, '..', 'cdk.out');
  console.log('Synthesizing the example app with all checks …');
  const { findings: left, document } = showSynthesis(outdir);
  console.log('\nStarting its functions …');
  const findings = await showServing(outdir, document, process.argv.includes('--stay'));
  findings.forEach((finding) => console.log(`! ${finding}`));
  console.log(`\n${left + findings.length === 0 ? 'All of it held' : `${left + findings.length} things did not hold`}, in ${Math.round((performance.now() - started) / 1_000)} s`);
  return left + findings.length === 0 ? 0 : 1;
}

demo().then((code) => (process.exitCode = code), (error: unknown) => {
  if (error instanceof Interrupted) {
    console.error('\nInterrupted; nothing is left running.');
  } else {
    console.error('\nThe demo failed:', error);
  }
  // What was interrupted may still wait for answers.
  process.exit(error instanceof Interrupted ? 130 : 1);
});
