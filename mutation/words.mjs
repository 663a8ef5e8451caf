// What an error says is no behaviour that a test has to hold to the letter: its kind and the option that it names are. Its texts stay as they
// are under mutation, and nothing else does: texts that reach a template or an answer are changed as ever.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const isText = (path) => path.isStringLiteral() || path.isTemplateLiteral();
const isError = (path) => path.isNewExpression() && /Error$/.test(path.node.callee.name ?? '');
const isAcknowledgement = (path) => path.isCallExpression() && /^(acknowledge\w*|add(Warning|Info|Error)(V2)?)$/.test(path.node.callee.property?.name ?? path.node.callee.name ?? '');
const isDescription = (path) => path.isObjectProperty() && /^(\w*[dD]escription|reason)$/.test(path.node.key.name ?? '');

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', {
  shouldIgnore: (path) => isText(path) && path.findParent((parent) => isError(parent) || isAcknowledgement(parent) || isDescription(parent))
    ? 'words for people'
    : undefined,
})];
