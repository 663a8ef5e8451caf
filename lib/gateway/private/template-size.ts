import { CfnElement, Stack } from 'aws-cdk-lib';

/** CloudFormation's limit for a template in Amazon S3: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LIMIT = 1_000_000;
/**
 * Documents and elements that can't fill a template: measuring resolves the whole stack once more. An operation takes up to 900 bytes more in the
 * template than in the document for clients, and an element, the web ACL's rules among them, 2,000 on average.
 */
const WORTH_MEASURING = { characters: 150_000, elements: 150 };
/** What the synthesizer adds afterwards: the parameter and the rule of the bootstrap version, and metadata. */
const ADDED_LATER = 2_048;

/** How CDK makes the part of a template that an element stands for. */
interface Rendered {
  _toCloudFormation(): object;
}

/**
 * Says what to do when the template is over CloudFormation's limit; CDK itself only warns, after it has shown
 * all warnings, and the deployment fails.
 *
 * @param documentCharacters size of the documents of all APIs of the stack, by which a small one saves itself the measuring
 */
export function checkTemplateSize(stack: Stack, documentCharacters: number): string[] {
  if (documentCharacters < WORTH_MEASURING.characters && elementsOf(stack).length < WORTH_MEASURING.elements) {
    return [];
  }
  return overSize(stack, templateOf(stack));
}

/**
 * Says what to do about a template, or a part of one, that is over the limit as CDK writes it: indented by one space, unless the user turned
 * that off.
 */
export function overSize(stack: Stack, template: object, atLeast?: 'at least'): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(template, undefined, isCompact(stack) ? undefined : 1)) + ADDED_LATER;
  if (bytes <= LIMIT) {
    return [];
  }
  return [`the template of ${stack.node.path} must be at most ${LIMIT} bytes, got ${atLeast ? `${atLeast} ` : ''}${bytes}; right would be ` +
    (isCompact(stack) ? '' : '`suppressTemplateIndentation: true` on the stack, which leaves out the white space; else ') +
    'two APIs in two stacks, split by path (a custom domain can hold both), or smaller schemas'];
}

function templateOf(stack: Stack): object {
  const fragments = elementsOf(stack)
    .map((element) => stack.resolve((element as unknown as Rendered)._toCloudFormation()) as { [section: string]: object });
  const sections: { [section: string]: object } = {};
  for (const fragment of fragments) {
    for (const [section, content] of Object.entries(fragment)) {
      sections[section] = { ...sections[section], ...content };
    }
  }
  return sections;
}

function elementsOf(stack: Stack): CfnElement[] {
  return stack.node.findAll().filter((node): node is CfnElement => CfnElement.isCfnElement(node) && node.stack === stack);
}

/** CDK keeps what the user said of the indentation (property or context) in a private member. */
function isCompact(stack: Stack): boolean {
  return (stack as unknown as { readonly _suppressTemplateIndentation?: boolean })._suppressTemplateIndentation === true;
}
