import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';

interface Template {
  readonly Resources?: { readonly [id: string]: { readonly Type?: string; readonly Properties?: { readonly Body?: unknown } } };
}

/** The part of a stack that every synthesis goes through. */
interface SynthesizedStack {
  _toCloudFormation(): Template;
}

/** Writes the OpenAPI body of every REST API that is synthesized from now on into a folder, each body once. */
export function recordApiBodies(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const prototype = Stack.prototype as unknown as SynthesizedStack;
  const { _toCloudFormation: toCloudFormation } = prototype;
  prototype._toCloudFormation = function record(this: SynthesizedStack): Template {
    const template = toCloudFormation.call(this);
    for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
      if (Type === 'AWS::ApiGateway::RestApi' && Properties?.Body !== undefined) {
        const text = JSON.stringify(Properties.Body);
        fs.writeFileSync(path.join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`), text);
      }
    }
    return template;
  };
}
