import { objectOf } from '../../../lib/checks/private/values';
import { TAG_API } from '../../../lib/contracts/inventory';
import { ReadTemplate } from '../../check/read-templates';
import { ReportInput } from '../../report/read/inputs';
import { shownText } from '../../report/read/values';
import { Standing } from '../model';
import { LiveApi } from './read-region';

/**
 * What CloudFormation writes on what it makes, and nobody else can: "the aws: prefix is reserved for AWS use". That API Gateway's lists
 * have them is assumed.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
const TAG_STACK_NAME = 'aws:cloudformation:stack-name';
const TAG_STACK_ID = 'aws:cloudformation:stack-id';
const TAG_LOGICAL_ID = 'aws:cloudformation:logical-id';

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'];

/** Names under which a template is deployed that its file does not say, by the file. */
export type StackNames = ReadonlyMap<string, readonly string[]>;

export interface Match extends Standing {
  /** What names it, where it is known. */
  readonly template?: { readonly input: ReportInput; readonly logicalId: string };
}

/** The stack that made an API, by CloudFormation's own tags. */
export function stackOf({ tags }: LiveApi): { readonly stack?: string; readonly logicalId?: string; readonly account?: string } {
  const [, account] = /^arn:[^:]+:cloudformation:[^:]*:(\d{12}):/.exec(tags[TAG_STACK_ID] ?? '') ?? [];
  return { stack: tags[TAG_STACK_NAME], logicalId: tags[TAG_LOGICAL_ID], account };
}

/**
 * Which template names a deployed API. Only CloudFormation's tags count: a name, or a tag that anybody may write, would let an API that somebody
 * put there by hand pass for one that was reviewed.
 */
export function matchOf(api: LiveApi, inputs: readonly ReportInput[], stackNames: StackNames): Match {
  if (inputs.length === 0) {
    return { status: 'not compared', why: 'no template was given' };
  }
  const { stack, logicalId, account } = stackOf(api);
  if (stack === undefined || logicalId === undefined) {
    return { status: 'unknown', why: `no stack of CloudFormation made it${lookalike(api, inputs)}` };
  }
  const ofStack = inputs.filter(({ read }) => mayBe(read, stack, stackNames));
  if (ofStack.length === 0) {
    return { status: 'unknown', why: `the stack ${stack} made it, and no template of that stack was given` };
  }
  const here = ofStack.filter(({ read: { environment } }) =>
    (environment?.region ?? api.region) === api.region && (account === undefined || (environment?.account ?? account) === account));
  if (here.length === 0) {
    return { status: 'unknown', why: `the stack ${stack} is given for another account or region` };
  }
  const found = here.find(({ resources }) => API_TYPES.includes(shownText(objectOf(resources[logicalId]).Type)));
  if (found === undefined) {
    return {
      status: 'unknown', why: `the template of its stack ${stack} has no API ${logicalId}: removed there and still deployed, or made by a macro or module`,
    };
  }
  return { status: 'known', why: `${logicalId} of the stack ${stack}`, file: found.read.file, template: { input: found, logicalId } };
}

/** Nested stacks are named by CloudFormation: `Parent-Child-1ABCDEFGHIJKL`. */
function mayBe({ file, stackName }: ReadTemplate, deployed: string, stackNames: StackNames): boolean {
  // Of a nested one the name is its parent's file's, which no option names.
  return [...stackNames.get(file) ?? [], stackName].some((name) => {
    const [top, ...nested] = name.split('/').map(escaped);
    const pattern = [top, ...nested.map((child) => `${child}-[0-9A-Z]+`)].join('-');
    return new RegExp(`^${pattern}$`).test(deployed);
  });
}

function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '\\$&');
}

/** A hint for who looks for it, and no more than that. */
function lookalike({ name, tags }: LiveApi, inputs: readonly ReportInput[]): string {
  const like = inputs.flatMap(({ read, resources }) => Object.entries(resources)
    .filter(([, resource]) => API_TYPES.includes(shownText(objectOf(resource).Type)))
    .filter(([, resource]) => shownText(objectOf(objectOf(resource).Properties).Name) === name)
    .map(([logicalId]) => `${logicalId} of ${read.stackName}`));
  const named = like.length > 0 ? `; it has the name of ${like.join(', ')}, which proves nothing` : '';
  return TAG_API in tags ? `, though it has the tag ${TAG_API}, which anybody may write${named}` : named;
}
