import { checkTypes, NUMBER, optional, TEXT } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { MockTargetOptions } from '../mock-target-options';
import { checkConstant, constantTemplate } from './constant-template';
import { Target, TargetContext, TargetIntegration } from './target-integration';

/** A constant answer, with no backend. */
export class MockTarget implements Target {
  public constructor(private readonly options: MockTargetOptions) {
    checkTypes('options', options, { statusCode: NUMBER, body: optional(TEXT) });
    if (!Number.isInteger(options.statusCode) || options.statusCode < 200 || options.statusCode > 599) {
      throw new Error(`\`statusCode\` must be a whole number from 200 to 599, got ${shown(options.statusCode)}`);
    }
    if (options.body !== undefined) {
      checkConstant(options.body);
    }
  }

  public bind(_context: TargetContext): TargetIntegration {
    const statusCode = String(this.options.statusCode);
    return {
      integration: {
        type: 'mock',
        // A mock reads its status from the mapped request; a body of another type than JSON finds no template and is refused.
        requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
        passthroughBehavior: 'never',
        responses: {
          default: {
            statusCode,
            ...(this.options.body !== undefined && { responseTemplates: { 'application/json': constantTemplate(this.options.body) } }),
          },
        },
      },
      responses: { [statusCode]: { description: 'A constant' } },
      role: '-',
      description: `mock ${statusCode}`,
    };
  }
}
