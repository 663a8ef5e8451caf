import * as fs from 'node:fs';
import * as path from 'node:path';
import { awscdk, github } from 'projen';

const { JobPermission } = github.workflows;
const UPLOAD_SARIF = 'github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e'; // v4.36.2
const SARIF = 'secure-rest-api.sarif';

/** The tests on the oldest Node.js that users may have, beside the build on the one that we develop on. */
export function addOldestNode(project: awscdk.AwsCdkConstructLibrary): void {
  const build = project.github?.tryFindWorkflow('build');
  build?.addJob('oldest-node', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    env: { CI: 'true' },
    steps: [
      ...checkout(project, '22'),
      { name: 'Bundle and compile', run: 'npx projen bundle && npx projen compile' },
      { name: 'Tests', run: 'npx jest --ci' },
    ],
  });
}

/**
 * No checkout leaves the workflow's token behind, where a later step or an artifact could give it away; what needs it is given it by itself.
 * After the synthesis: projen has no option for it, and adds jobs until then.
 */
export function forgetCredentials(outdir: string): void {
  const folder = path.join(outdir, '.github', 'workflows');
  for (const file of fs.readdirSync(folder).map((name) => path.join(folder, name))) {
    const text = fs.readFileSync(file, 'utf8').replace(/^( *)uses: actions\/checkout@.*\n(?: *with:\n)?/gm, (step, indent: string) => (
      `${step}${step.includes(' with:') ? '' : `${indent}with:\n`}${indent}  persist-credentials: false\n`
    ));
    fs.chmodSync(file, 0o644);
    fs.writeFileSync(file, text);
    fs.chmodSync(file, 0o444);
  }
}

/** What our own checks find in the example app, where GitHub shows it: on the lines of the code. */
export function addCodeScanning(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('code-scanning');
  workflow?.on({
    push: { branches: ['main'] },
    pullRequest: {},
    workflowDispatch: {},
  });
  workflow?.addJob('check', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ, securityEvents: JobPermission.WRITE },
    env: { CI: 'true' },
    steps: [
      ...checkout(project, '24'),
      { name: 'Synthesize the example app', run: 'npx projen bundle && npx projen compile && npx cdk synth --quiet' },
      {
        name: 'Check',
        // A finding is what the upload is for; only a command that could not check fails.
        run: [
          `node assets/cli/main.js check cdk.out --format sarif > ${SARIF} || status=$?`,
          'test "${status:-0}" -le 1',
        ].join('\n'),
      },
      { name: 'Upload', uses: UPLOAD_SARIF, with: { sarif_file: SARIF, category: 'secure-rest-api' } },
    ],
  });
}

function checkout(project: awscdk.AwsCdkConstructLibrary, nodeVersion: string): github.workflows.JobStep[] {
  const uses = (action: string, pinned: string) => project.github?.actions.get(action) ?? pinned;
  return [
    { name: 'Checkout', uses: uses(github.ActionRefs.ACTIONS_CHECKOUT, github.ActionRefs.ACTIONS_CHECKOUT) },
    { name: 'Setup Node.js', uses: uses(github.ActionRefs.ACTIONS_SETUP_NODE, github.ActionRefs.ACTIONS_SETUP_NODE), with: { 'node-version': nodeVersion } },
    { name: 'Install dependencies', run: 'npm ci' },
  ];
}
