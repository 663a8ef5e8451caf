import * as path from 'path';
import { pythonCommands, run } from './fetched';

/** Whether somebody could make the workflows do what they are not for: no finding at all. */
const folder = pythonCommands({ name: 'zizmor', version: '1.32.0' });
run(path.join(folder, 'zizmor'), ['--offline', '--no-progress', path.join(__dirname, '..', '.github', 'workflows')]);
