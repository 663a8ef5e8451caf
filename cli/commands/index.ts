import { Command } from 'commander';
import { attackCommand } from './attack';
import { checkCommand } from './check';
import { inventoryCommand } from './inventory';
import { keyCommand } from './key';
import { reportCommand } from './report';
import { serveCommand } from './serve';
import { tokenCommand } from './token';

/**
 * Every subcommand, a file each, which exports what makes its `Command`. Such a file imports commander, types and small things only, and the
 * command's action loads the rest with `import('../NAME/….js')`: whoever runs one command does not wait for the others.
 */
export const COMMANDS: ReadonlyArray<() => Command> = [
  attackCommand, checkCommand, inventoryCommand, keyCommand, reportCommand, serveCommand, tokenCommand,
];
