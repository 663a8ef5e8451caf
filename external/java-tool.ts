import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** A program of a Java library, each version in a folder of its own. */
export interface JavaTool {
  /** Folder beside this file with the program and the `pom.xml` of what it needs. */
  readonly folder: string;
  /** Source of the program. */
  readonly program: string;
  readonly version: string;
}

/** Versions of the parser between which API Gateway's may lie: its own is not documented. */
export const PARSERS: JavaTool[] = ['2.1.22', '2.0.30'].map((version) => ({ folder: 'swagger-parser', program: 'ReadAndWrite.java', version }));

export const VALIDATOR: JavaTool = { folder: 'json-schema-validator', program: 'Validate.java', version: '2.2.14' };

const TOOLS = path.join(__dirname, '..', '.external');
const LARGEST_OUTPUT = 2 ** 30;

/** Says what is missing to run Java programs, or undefined. */
export function missingForJava(): string | undefined {
  const missing = ['java', 'javac', 'mvn'].filter((command) => spawnSync(command, ['-version'], { stdio: 'ignore' }).error !== undefined);
  return missing.length === 0 ? undefined : `needs a Java development kit and Maven, and there is no ${missing.join(', ')} here`;
}

/** Asks a tool questions, a line each, in one process. */
export function ask<Answer>(tool: JavaTool, questions: unknown[]): Answer[] {
  const answered = spawnSync('java', ['-cp', path.join(installed(tool), '*'), path.join(__dirname, tool.folder, tool.program)], {
    input: questions.map((question) => JSON.stringify(question)).join('\n'),
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
  });
  const answers = answered.stdout.split('\n').filter((line) => line !== '');
  if (answered.status !== 0 || answers.length !== questions.length) {
    throw new Error(`${tool.folder} ${tool.version} must answer ${questions.length} questions, got ${answers.length} answers and status ` +
      `${answered.status}: ${answered.stderr.slice(-2_000)}`);
  }
  return answers.map((line) => JSON.parse(line) as Answer);
}

/** Folder with the tool's libraries; fetched once. */
function installed({ folder, version }: JavaTool): string {
  const libraries = path.join(TOOLS, `${folder}-${version}`);
  const complete = path.join(libraries, '.complete');
  if (!fs.existsSync(complete)) {
    const fetched = spawnSync('mvn', [
      '-q', '-B', '-f', path.join(__dirname, folder, 'pom.xml'), 'dependency:copy-dependencies', `-Dtool.version=${version}`, `-DoutputDirectory=${libraries}`,
    ], { encoding: 'utf8' });
    if (fetched.status !== 0) {
      throw new Error(`${folder} ${version} must be there, got an error of Maven: ${fetched.stdout.slice(-2_000)}`);
    }
    fs.writeFileSync(complete, '');
  }
  return libraries;
}
