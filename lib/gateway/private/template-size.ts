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
  const bytes = templateBytes(stack) + ADDED_LATER;
  if (bytes <= LIMIT) {
    return [];
  }
  return [`the template of ${stack.node.path} must be at most ${LIMIT} bytes, got ${bytes}; right would be ` +
    (isCompact(stack) ? '' : '`suppressTemplateIndentation: true` on the stack, which leaves out the white space; else ') +
    'two APIs in two stacks, split by path (a custom domain can hold both), or smaller schemas'];
}

/** Bytes of the template as CDK writes it: indented by one space, unless the user turned that off. */
function templateBytes(stack: Stack): number {
  const fragments = elementsOf(stack)
    .map((element) => stack.resolve((element as unknown as Rendered)._toCloudFormation()) as { [section: string]: object });
  const sections: { [section: string]: object } = {};
  for (const fragment of fragments) {
    for (const [section, content] of Object.entries(fragment)) {
      sections[section] = { ...sections[section], ...content };
    }
  }
  return Buffer.byteLength(JSON.stringify(sections, undefined, isCompact(stack) ? undefined : 1));
}

function elementsOf(stack: Stack): CfnElement[] {
  return stack.node.findAll().filter((node): node is CfnElement => CfnElement.isCfnElement(node) && node.stack === stack);
}

/** CDK keeps what the user said of the indentation (property or context) in a private member. */
function isCompact(stack: Stack): boolean {
  return (stack as unknown as { readonly _suppressTemplateIndentation?: boolean })._suppressTemplateIndentation === true;
}
