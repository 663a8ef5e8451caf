import { Aws, Fn } from 'aws-cdk-lib';

/**
 * Eight hexadecimal digits of the stack's own id: they tell resources apart whose names are one space for all regions of an account, or
 * which outlive their stack.
 */
export function stackSuffix(): string {
  return Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
}
