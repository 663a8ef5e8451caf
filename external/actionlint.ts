import * as path from 'path';
import { goCommand, run } from './fetched';

/** Whether GitHub would take the workflows. */
const folder = goCommand({ name: 'github.com/rhysd/actionlint/cmd/actionlint', version: '1.7.12' });
run(path.join(folder, 'actionlint'), ['-no-color']);
