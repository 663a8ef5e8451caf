import { IResolvable, IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';

/**
 * Resolves a text that many operations share (address and role of a target) once for all of them.
 *
 * CDK resolves the whole document several times (references, the deployment's hash, the template), and taking a text with tokens apart
 * is most of that work: without this, 400 routes to one function take three times as long to synthesize.
 */
export class SharedTokens {
  private readonly shared = new Map<string, SharedText>();

  public constructor(private readonly stack: Stack) {
  }

  /** The value, with each text that has tokens replaced by one that is resolved once. */
  public share(value: unknown): unknown {
    if (typeof value === 'string') {
      return Token.isUnresolved(value) ? this.shareText(value) : value;
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.share(item));
    }
    if (typeof value === 'object' && value !== null && !Tokenization.isResolvable(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.share(item)]));
    }
    return value;
  }

  private shareText(text: string): unknown {
    const known = this.shared.get(text);
    if (known) {
      return known.repeated;
    }
    // What refers to another stack resolves to something else once CDK has made the export, so it is left to CDK.
    if (refersToAnotherStack(this.stack, text)) {
      return text;
    }
    const first = new SharedText(text);
    this.shared.set(text, first);
    return first;
  }
}

/** Whether a text holds a reference to a resource of another stack. */
export function refersToAnotherStack(stack: Stack, text: string): boolean {
  return Tokenization.reverseString(text).tokens.some((token) => Reference.isReference(token) && Stack.of(token.target) !== stack);
}

class SharedText implements IResolvable {
  public readonly creationStack: string[] = [];
  /** Stands for the text at every place but the first. */
  public readonly repeated: IResolvable;
  private resolved?: unknown;

  public constructor(private readonly text: string) {
    this.repeated = {
      creationStack: [],
      // While CDK collects references, the first place has shown them already.
      resolve: (context) => (context.preparing ? '' : this.resolve(context)),
      toString: () => text,
    };
  }

  public resolve(context: IResolveContext): unknown {
    if (context.preparing) {
      return this.text;
    }
    this.resolved ??= context.resolve(this.text);
    return this.resolved;
  }

  public toString(): string {
    return this.text;
  }
}
