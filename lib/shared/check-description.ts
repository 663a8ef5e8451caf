import { Token } from 'aws-cdk-lib';
import { shown } from './literals';

/** @throws where the text is empty: "Description cannot be an empty string" (recorded: empty-description) */
export function checkDescription(property: string, text: string | undefined): void {
  if (text !== undefined && !Token.isUnresolved(text) && text.trim() === '') {
    throw new Error(`\`${property}\` must not be empty, got ${shown(text)}, which AWS refuses; right would be to leave it out`);
  }
}
