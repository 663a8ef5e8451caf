import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { packedPackage } from '../projenrc/clean-package';

/** What one downloads from npm. */
export function benchPackageSize(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-size-'));
  try {
    console.log(`package-size ${Math.round(fs.statSync(packedPackage(folder)).size / 1000)} kB`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
