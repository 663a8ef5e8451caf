import * as fs from 'fs';
import { sentence } from '../../local/session/explain';
import { AnsweredRequest, SessionListener } from '../../local/session/options';
import { painter } from '../private/style';

/** What a terminal shows of a session. */
export interface TerminalOptions {
  readonly explain?: boolean;
  readonly quiet?: boolean;
  /** File that the access log goes to as well. */
  readonly accessLog?: string;
}

/** Writes what happens for a person to read, and the access log in the stage's own format. */
export class Terminal implements SessionListener {
  private readonly paint = painter(process.stdout);
  private readonly file?: fs.WriteStream;

  public constructor(private readonly options: TerminalOptions) {
    this.file = options.accessLog === undefined ? undefined : fs.createWriteStream(options.accessLog, { flags: 'a', mode: 0o600 });
    this.file?.on('error', (error) => this.warning(`the access log can't be written: ${error.message}`));
  }

  public line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  public strong(text: string): string {
    return this.paint('strong', text);
  }

  public warning(text: string): void {
    this.line(`${this.paint('warning', '!')} ${oneLine(text)}`);
  }

  public notice(text: string): void {
    this.warning(text);
  }

  public accessLog(line: string): void {
    this.file?.write(`${line}\n`);
    if (!this.options.quiet) {
      this.line(this.paint('faint', oneLine(line)));
    }
  }

  public functionLog(functionName: string, line: string): void {
    if (!this.options.quiet) {
      this.line(`${this.paint('faint', `${functionName}:`)} ${oneLine(line)}`);
    }
  }

  public functionFailed(functionName: string, message: string): void {
    this.line(`${this.paint('bad', '✗')} the function ${functionName} failed: ${oneLine(message)}`);
  }

  public answered({ method, path, status, milliseconds, trace }: AnsweredRequest): void {
    if (this.options.explain) {
      this.line(`${this.paint(status < 400 ? 'good' : 'bad', String(status))} ${method} ${oneLine(path)} ${this.paint('faint', `${milliseconds.toFixed(1)} ms`)}`);
      trace.forEach((entry) => this.line(`    ${oneLine(sentence(entry))}`));
    }
  }

  public async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.file ? this.file.end(resolve) : resolve()));
  }
}

/** Whoever sends a request may write into a log line: nothing of it steers the terminal. */
function oneLine(text: string): string {

  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
