import { Answer, Aws } from '../../../../cli/inventory/live/aws';
import { OperationName } from '../../../../cli/inventory/live/operations';

type Answers = { readonly [operation in OperationName]?: (input: { readonly [name: string]: unknown }) => Answer };

/** AWS as its guides show its answers, for what moto lacks; whatever is not given is empty. It asks no network. */
export class RecordedAws implements Aws {
  public readonly calls: string[] = [];

  public constructor(private readonly answers: Answers) {}

  public async call(operation: OperationName, input: object): Promise<Answer> {
    this.calls.push(operation);
    return Promise.resolve(this.answers[operation]?.(input as { readonly [name: string]: unknown }) ?? {});
  }

  public close(): void {
    this.calls.push('close');
  }
}

/** An error as the SDK throws it. */
export function awsRefusal(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

/** What CloudFormation tags an API with. */
export function stackTags(stack: string, logicalId: string, account = '123456789012', region = 'eu-west-1'): { readonly [key: string]: string } {
  return {
    'aws:cloudformation:stack-name': stack,
    'aws:cloudformation:logical-id': logicalId,
    'aws:cloudformation:stack-id': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/0e1f`,
  };
}
