import { Aws, Fn, Names } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * A name for a resource whose names are one space for all regions of an account, or which outlives its stack: the construct's place in the
 * tree, and eight hexadecimal digits of the stack's own id.
 *
 * @param maxLength longest first part; a hyphen and the digits follow
 */
export function physicalName(scope: Construct, maxLength: number): string {
  const stackId = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  return `${Names.uniqueResourceName(scope, { maxLength, separator: '-' })}-${stackId}`;
}
